import { Messages } from './messages';
import { Level } from '../level';

/** The texts in Brazilian Portuguese. */
export const PORTUGUESE: Messages = {
  checks: {
    instance: 'Instância',
    standby: 'Standby',
    storage: 'Armazenamento',
    alarms: 'Alarmes',
    backups: 'Backups',
    otherRegion: 'Outra região',
    vault: 'Cofre',
    drill: 'Teste de restauração',
    rotation: 'Rotação',
    maintenance: 'Manutenção',
    certificate: 'Certificado',
    support: 'Suporte',
    encryption: 'Criptografia',
    deletionProtection: 'Proteção contra exclusão',
    snapshot: 'Snapshot',
    pending: 'Mudanças pendentes',
    parameterGroup: 'Parameter group',
    terraform: 'Terraform',
    template: 'Template',
    live: 'Valores',
    identity: 'Identidade',
    drift: 'Drift',
    clients: 'Clientes',
    securityGroup: 'Security group',
    tls: 'TLS',
    parameters: 'Parâmetros',
    roles: 'Roles',
    publicRights: 'Direitos de PUBLIC',
    login: 'Login',
    secret: 'Segredo',
  },

  commands: {
    status: () => 'Mostra o estado do banco e o que alguém precisa fazer',
    backups: () => 'Lista tudo de que o banco pode ser restaurado, em cada região',
    snapshot: () => 'Cria um snapshot manual, que o RDS guarda até alguém apagar',
    credentials: () => 'Mostra o conteúdo de um segredo do banco, sem a senha',
    rotate: () => 'Rotaciona uma senha agora',
    users: () => 'Lista os usuários que têm segredo e quando as senhas rotacionam',
    init: () => 'Prepara o banco para as aplicações com o init-db.sql, como faz um deploy',
    failover: () => 'Passa o banco para o standby e mede quanto os clientes esperam',
    restore: () => 'Restaura um backup em uma instância nova, ao lado da que existe',
    connect: () => 'Abre o psql com o login de um usuário, também por um host da rede privada',
    logs: () => 'Mostra o log do PostgreSQL a partir do CloudWatch',
    events: () => 'Lista o que o RDS informou sobre a instância',
    slow: () => 'Lista os comandos SQL que mais custaram, sem os valores',
    locks: () => 'Mostra quem espera por quem e o comando que encerraria o bloqueio',
    scale: () => 'Planeja outra classe ou mais armazenamento: props, indisponibilidade e custo',
    upgrade: () => 'Encontra o que impediria uma atualização de versão principal, antes de tentar',
    doctor: () => 'Testa o que os clientes precisam para entrar, e um deploy para dar certo',
    explain: () => 'Explica o que um alarme significa, como está e o que fazer',
    metrics: () => 'Desenha o que os alarmes observam, com os limites',
    adopt: () => 'Assume uma instância que já roda: escreve um app que a importa e verifica cada fase',
  },

  help: {
    program: () => 'Opera um banco PostgreSQL no Amazon RDS implantado pela biblioteca oficina-postgres.',
    version: () => 'mostra a versão',
    help: () => 'mostra a ajuda',
    helpCommand: () => 'mostra a ajuda de um comando',
    example: () => 'Exemplo:',
    exitCodes: () => `Códigos de saída:
  0    tudo certo
  1    veja algo nos próximos dias
  2    aja agora
  3    falha da AWS ou da rede
  4    recusado, nada mudou
  64   argumentos errados
  130  interrompido`,
    titles: {
      'Usage:': 'Uso:',
      'Arguments:': 'Argumentos:',
      'Options:': 'Opções:',
      'Commands:': 'Comandos:',
      'Global Options:': 'Opções globais:',
    },
    phrases: [
      [/^error: /, 'Erro: '],
      [/unknown option/, 'opção desconhecida'],
      [/unknown command/, 'comando desconhecido'],
      [/required option (.*) not specified/, 'falta a opção $1'],
      [/option (.*) argument missing/, 'falta o argumento da opção $1'],
      [/option (.*) argument (.*) is invalid\./, 'o argumento $2 da opção $1 é inválido.'],
      [/missing required argument '(.*)'/, "falta o argumento '$1'"],
      [/required option '(.*)' not specified/, "falta a opção obrigatória '$1'"],
      [
        /too many arguments for '(.*)'\. Expected \d arguments? but got (\d+)(:.*)?\./,
        "argumentos demais para '$1': $2$3.",
      ],
      [/too many arguments\. Expected 0 arguments but got (\d+)(:.*)?\./, 'argumentos demais: $1$2.'],
      [/\(Did you mean (.*)\?\)/, '(Quis dizer $1?)'],
    ],
  },

  options: {
    environment: () => 'ambiente do banco: dev, staging, prod ou outro; a instância é oficina-db-<nome>',
    identifier: () => 'identificador da instância, se o nome for outro',
    region: () => 'região da AWS (padrão: AWS_REGION ou a do perfil)',
    profile: () => 'perfil da AWS CLI com as credenciais',
    json: () => 'mostra o resultado em JSON',
    snapshotName: () => 'nome do snapshot (padrão: <identificador>-<hora>)',
    copyTo: () => 'copia também para esta região',
    copyKey: () => 'chave KMS daquela região para a cópia (padrão: a dos backups replicados para lá)',
    wait: () => 'espera até terminar',
    user: () => 'usuário de aplicação (padrão: o usuário master)',
    show: () => 'mostra a senha',
    iam: () => 'entra pelo IAM em vez da senha do segredo; para usuários criados para isso',
    via: () =>
      'caminho até um banco privado: ssm (o único host do Systems Manager na VPC dele), ssm:<instance-id>, ' +
      'eice:[<usuário>@]<instance-id> (EC2 Instance Connect Endpoint) ou <host>:<porta> de um túnel já aberto',
    url: () => 'mostra uma URL sem a senha, para outros programas; um túnel fica aberto até Ctrl-C',
    file: () => 'arquivo SQL (padrão: scripts/init-db.sql do pacote)',
    yes: () => 'não pergunta',
    to: () => 'identificador da instância nova',
    snapshot: () => 'deste snapshot: nome ou ARN',
    time: () => 'como estava neste momento, como 2026-11-20T14:05:00Z',
    latest: () => 'o mais recente possível, uns cinco minutos atrás',
    fromRegion: () => 'dos backups que o RDS replicou desta região para a de --region',
    class: () => 'classe da instância (padrão: a da origem)',
    subnetGroup: () => 'DB subnet group (padrão: o da origem)',
    securityGroup: () => 'security groups (padrão: os da origem)',
    parameterGroup: () => 'DB parameter group (padrão: o da origem)',
    viaAfter: () => 'caminho até a instância nova para testar o login, como no comando connect',
    operands: () => 'o que vem depois de -- vai para o psql',
    minutes: () => 'até quantos minutos atrás',
    filter: () => 'padrão de filtro do CloudWatch Logs, como ERROR',
    follow: () => 'continua até Ctrl-C',
    hours: () => 'até quantas horas atrás',
    tfstate: () => 'state do Terraform que tem o banco, de terraform state pull; só os endereços são mostrados',
    secret: () => 'nome ou ARN do segredo do usuário master (padrão: o que tem o nome da instância)',
    skipLogin: () => 'não testa o login do segredo, se o banco não pode ser alcançado daqui',
    out: () => 'pasta do app que será escrito (padrão: o identificador)',
    app: () => 'pasta do app já escrito (padrão: esta)',
    adoptSnapshot: () => 'com check freeze: cria um snapshot e espera',
    adoptWords: () =>
      'nada para escrever o app, plan para o que as props mudariam, status para o que já foi feito, ou check com uma ' +
      'fase: freeze, settle, forget, import, imported, security-group, rotation, bootstrap ou parameter-group',
    limit: () => 'quantos',
    from: () => 'security group de um cliente: verifica também se ele chega ao banco',
    qualifier: () => 'qualificador do CDK bootstrap',
    showValues: () => 'mostra os valores nos comandos, que podem ser dados pessoais',
    plannedClass: () => 'classe para planejar, como db.r6g.large',
    storage: () => 'armazenamento para planejar, em GiB',
    targetMajor: () => 'versão principal de destino, como 17',
    alarm: () => 'o alarme: o id, como HighCPU, ou o nome inteiro, que dispensa --environment',
  },

  questions: {
    goOn: () => 'Continuar? [s/N]',
    mfaCode: (serial) => `Código do dispositivo MFA ${serial}:`,
  },

  failures: {
    prefix: () => 'Erro:',
    interrupted: () => 'Interrompido. O que a AWS já começou continua.',
    network: (code) => `A AWS não responde (${code}): verifique a rede, o proxy e --region`,
    expiredCredentials: () => 'As credenciais da AWS expiraram: entre de novo, por exemplo com aws sso login',
    noCredentials: () =>
      'Não há credenciais válidas da AWS: entre, por exemplo com aws sso login, ou indique um perfil com --profile',
    noRegion: () => 'Nenhuma região da AWS foi definida: use --region ou AWS_REGION',
    denied: (reason) => `A AWS negou uma chamada: ${reason}`,
    throttled: () => 'A AWS está limitando as chamadas desta conta: tente de novo em um minuto',
    other: (name, text) => `${name}: ${text}`,
    noInstance: (identifier, region) =>
      `Não há instância ${identifier} em ${region}: verifique --environment, --identifier, --region e --profile`,
    notPostgres: (identifier, engine) => `${identifier} é ${engine}: estes comandos são só para RDS for PostgreSQL`,
    noTarget: () => 'Indique o banco com --environment, como prod, ou com --identifier, como oficina-db-prod',
    twoTargets: () => '--environment e --identifier dizem a mesma coisa: use só um deles',
    badIdentifier: (identifier) =>
      `${identifier} não é identificador de instância: letras, dígitos e hífens simples, começando por letra`,
    badRegion: (region) => `${region} não é região da AWS; o formato é us-west-2`,
    notInRange: (highest) => `Deve ser um número inteiro de 1 a ${highest}.`,
    tooLong: (hours) => `Não terminou em ${hours} horas. A AWS continua`,
    noProgram: (name, advice) => `${name} não está no PATH: ${advice}`,
    programFailed: (name, reason) => `${name} falhou: ${reason}`,
    noTerminalForYes: () => 'Não há terminal para perguntar se deve continuar: use --yes',
    declined: () => 'Nada foi feito',
    noTerminalForMfa: (serial) =>
      `O perfil exige um código do dispositivo MFA ${serial}, e não há terminal para perguntar`,
  },

  status: {
    looking: (identifier) => `Consultando ${identifier}`,
    summary: (level, count) => {
      if (level === Level.OK) return 'Tudo certo.';
      const items = count === 1 ? '1 item' : `${count} itens`;
      return level === Level.CRITICAL ? `${items}: alguém precisa agir agora.` : `${items} para ver.`;
    },
    unreadable: () => 'não foi possível ler',
    instance: (state, size, version) => `${state} · ${size} · PostgreSQL ${version}`,
    instanceDown: (state) =>
      `A instância está ${state}, e os clientes podem não alcançá-la: veja os eventos com o comando events`,
    standby: (zone, other) => `em ${other}; a instância roda em ${zone}`,
    noStandby: (zone) => `nenhum; a instância roda em ${zone}`,
    isPublic: () => 'a instância tem endereço público',
    makePrivate: () => 'Mude publiclyAccessible para false: o banco deve ficar em rede privada',
    storageSize: (allocated, limit) => (limit ? `${allocated}, cresce até ${limit}` : allocated),
    storage: (size, free, days) =>
      days === undefined ? `${size} · ${free} livres` : `${size} · ${free} livres · cheio em ${days} dias neste ritmo`,
    storageUnknown: (size) => `${size} · espaço livre desconhecido`,
    storageFull: (size) => `${size} · cheio`,
    addStorage: () => 'Aumente allocatedStorage ou maxAllocatedStorage e faça o deploy',
    noMetrics: () => 'O CloudWatch não tem a métrica FreeStorageSpace da última hora',
    noAlarms: () => 'nenhum',
    makeAlarms: () => 'Ninguém é avisado quando algo falha: implante os alarmes da biblioteca',
    alarmOn: (name, since) => (since ? `${name} · disparou ${since}` : name),
    readReason: (reason) => reason,
    alarmsMuted: (names) => `${names.join(', ')}: ações desligadas`,
    enableAlarms: () => 'Ligue de novo com aws cloudwatch enable-alarm-actions',
    alarmsOff: (count) => `nenhum dos ${count} disparado`,
    noBackups: () => 'desligados',
    turnBackupsOn: () => 'Defina backupRetention e faça o deploy: sem isso não há como voltar a um momento',
    noBackupYet: () => 'o primeiro ainda não existe',
    waitForBackup: () => 'O RDS faz o primeiro depois da instância; veja de novo em uma hora',
    backups: (latest, days) => `restaurável até ${latest} · guardados por ${days} dias`,
    backupsLate: () => 'O RDS envia o log a cada cinco minutos: veja os eventos com o comando events',
    otherRegion: (region, latest) => `${region} · restaurável até ${latest}`,
    nothingThere: (region, state) => `${region} · ainda nada para restaurar (${state})`,
    replicationLate: () => 'A replicação do RDS está atrasada: veja os eventos e o estado da chave de lá',
    vault: (newest) => `backup mais novo ${newest}`,
    vaultEmpty: () => 'nenhum backup completo',
    readBackupJobs: () => 'Veja os jobs com aws backup list-backup-jobs',
    drill: (time, state) => `${state} · ${time}`,
    noDrill: () => 'nenhum nas últimas duas semanas',
    readDrills: () => 'Veja os jobs com aws backup list-restore-jobs, e docs/runbook.md',
    noSecret: (identifier) => `não há segredo ${identifier}`,
    readableSecret: () => 'O próprio RDS pode gerenciar a senha, ou as credenciais não podem listar segredos',
    rotation: (name, next) => (next ? `${name} · próxima ${next}` : name),
    rotationOff: (name) => `${name} não rotaciona`,
    rotationStuck: (name) => `${name} tem uma versão que ainda não é a atual`,
    turnRotationOn: () => 'Defina rotation e faça o deploy, a não ser que alguém rotacione de outra forma',
    readRotationLog: (identifier) =>
      `Uma rotação parou ou está em andamento: veja o log da função de rotação, e repita com rotate -i ${identifier}`,
    rotations: (count, next) => {
      const secrets = count === 1 ? '1 segredo' : `${count} segredos`;
      return next ? `${secrets} · próxima ${next}` : secrets;
    },
    maintenance: (action, description, date) => [action, description, date].filter(Boolean).join(' · '),
    applyMaintenance: (window) => `Vem na janela de manutenção ${window} (UTC), ou quando alguém aplicar`,
    changesWait: (names) => `mudanças esperando: ${names.join(', ')}`,
    restartWaits: (names) => `parâmetros de ${names.join(', ')} esperam um reinício`,
    restart: (identifier) =>
      `Reinicie em um horário calmo: aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    noMaintenance: () => 'nada pendente',
    certificate: (authority, until) => `${authority} · válido até ${until}`,
    renewCertificate: () => 'Mude para uma autoridade certificadora mais nova: antes, dê o bundle dela aos clientes',
    support: (major, end) => `PostgreSQL ${major} · suporte padrão até ${end}`,
    supportUnknown: (major) => `o fim do suporte do PostgreSQL ${major} não é conhecido aqui`,
    readCalendar: () => 'Veja o calendário de versões do Amazon RDS for PostgreSQL',
    upgradeMajor: () => 'Planeje a atualização (UPGRADING.md): o suporte estendido é cobrado por vCPU e hora',
  },

  snapshot: {
    badName: (name) =>
      `${name} não é nome de snapshot: letras, dígitos e hífens simples, começando por letra, até 255 caracteres`,
    needsKey: (region) =>
      `O snapshot é criptografado, e não há backups com chave replicados para ${region}: ` +
      'indique uma chave KMS de lá com --copy-key',
    started: (name) => `O RDS está criando o snapshot ${name}.`,
    copyStarted: (name, region) => `O RDS está copiando ${name} para ${region}.`,
    waiting: (name, region) => `Esperando ${name} em ${region}`,
    failed: (name, region) => `O snapshot ${name} em ${region} falhou: veja os eventos do RDS lá`,
    made: (arn, state) => `${arn} · ${state}`,
  },

  backups: {
    looking: (identifier) => `Procurando backups de ${identifier}`,
    none: (identifier) => `Não há backup de ${identifier}.`,
    unread: (reason) => `Não foi possível listar todos os backups: ${reason}`,
    head: () => ['Tipo', 'Região', 'Dados de', 'Desde', 'Tamanho', 'Estado', 'Nome'],
    kinds: { automated: 'automático', snapshot: 'snapshot', vault: 'AWS Backup' },
    since: (date) => date,
  },

  credentials: {
    noSecret: (name) => `Não há segredo ${name}: veja quem tem um com o comando users`,
    notJson: (name) => `O segredo ${name} não é o objeto JSON que a biblioteca escreve`,
  },

  postgres: {
    noEndpoint: (identifier, state) => `${identifier} ainda não tem endpoint: está ${state}`,
    badVia: (via) =>
      `--via ${via} não é um caminho até o banco: escreva ssm, ssm:i-0123456789abcdef0, eice:i-0123456789abcdef0 ` +
      'ou localhost:15432',
    iamNeedsUser: () => '--iam precisa de --user: o usuário master entra com a senha',
    noIam: (identifier) =>
      `${identifier} não aceita login pelo IAM: defina iamAuthentication no app e faça o deploy, ou tire --iam`,
    noAuthorities: (file) =>
      `PGSSLROOTCERT aponta para ${file}, que não tem certificado: indique um bundle do RDS ou remova a variável`,
    noLogin: (name) => `O segredo ${name} não tem username e password`,
    unreachable: (place, reason) =>
      `O banco não responde em ${place} (${reason}): ele fica em uma rede privada; ` +
      'passe por um host de lá com --via, veja o comando connect, ou verifique o security group',
    tls: (place, reason) =>
      `O servidor em ${place} não consegue provar que é o banco (${reason}): ` +
      'em região com autoridades próprias, indique o bundle dela em PGSSLROOTCERT',
    wrongPassword: (user) =>
      `O PostgreSQL recusou a senha de ${user}: o segredo não é o deste banco, ou há uma rotação em andamento`,
    loginRefused: (user, reason) => `O PostgreSQL recusou o login de ${user}: ${reason}`,
    tooManyConnections: () =>
      'O PostgreSQL não tem conexão livre: encerre as ociosas ou espere; max_connections depende da classe',
    noDatabase: (reason) => `O PostgreSQL recusou o login: ${reason}`,
    notReady: (reason) => `O PostgreSQL não está pronto (${reason}): tente de novo em um minuto`,
    canceled: (reason) => `O PostgreSQL cancelou um comando: ${reason}`,
  },

  programs: {
    psql: () => 'instale o cliente do PostgreSQL, por exemplo postgresql-client ou libpq',
    aws: () => 'instale a versão 2 da AWS CLI',
    'session-manager-plugin': () => 'instale o Session Manager plugin da AWS CLI',
    ssh: () => 'instale o OpenSSH',
    'ssh-keygen': () => 'instale o OpenSSH',
  },

  connect: {
    jsonNeedsUrl: () => '--json só vale com --url: sem ela, a saída padrão é do psql',
    connecting: (user, database, identifier) => `psql como ${user} em ${database} de ${identifier}, com TLS.`,
    opening: (host) => `Abrindo um túnel por ${host}`,
    noTunnel: (program, reason) => `${program} não abriu o túnel: ${reason}`,
    noHost: (vpc) =>
      `O Systems Manager não alcança nenhum host ligado em ${vpc}: indique outro caminho com --via, ` +
      'como eice:i-0123456789abcdef0',
    severalHosts: (vpc, hosts) =>
      `O Systems Manager alcança vários hosts em ${vpc}: indique um com --via ssm:<instance-id>: ${hosts.join(', ')}`,
    withoutPassword: () =>
      'A senha está no segredo (comando credentials); sslrootcert é um bundle do RDS: ' +
      'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    tunnelIsOpen: () => 'O túnel fica aberto até Ctrl-C.',
    tunnelHasClosed: () => 'O túnel fechou.',
  },

  init: {
    noFile: (file) => `--file ${file} não é um arquivo`,
    plan: (file, user, database, identifier) =>
      `O psql vai rodar ${file} como ${user} em ${database} de ${identifier}, em uma transação: tudo ou nada.`,
    failed: (identifier) => `O psql parou em um erro, e ${identifier} está como antes`,
    done: (database, identifier) => `${database} de ${identifier} está preparado.`,
  },

  failover: {
    noStandby: (identifier) =>
      `${identifier} não tem standby (Multi-AZ desligado): um failover seria uma parada sem motivo`,
    notAvailable: (identifier, state) => `${identifier} está ${state}: um failover precisa dela em available`,
    plan: (identifier, zone, other) =>
      `${identifier} vai passar de ${zone} para ${other ?? 'a outra zona'}. As conexões caem; ` +
      'os clientes ficam sem resposta por um ou dois minutos.',
    unmeasured: (reason) => `Daqui não dá para medir a parada: ${reason}`,
    waiting: (identifier) => `Esperando ${identifier} passar para a outra zona`,
    goesOn: (identifier) => `O failover de ${identifier} continua; veja o fim com os comandos status e events`,
    zones: (identifier, before, after) =>
      before === after
        ? `${identifier} está disponível, e o RDS ainda a mostra em ${after}: veja o comando events.`
        : `${identifier} agora roda em ${after}; estava em ${before}.`,
    outage: (seconds) => `Um cliente que tenta cinco vezes por segundo ficou sem resposta por ${seconds} segundos.`,
    noOutage: () => 'Um cliente que tenta cinco vezes por segundo sempre teve resposta.',
    notMeasured: () => 'A parada não foi medida: o banco não responde daqui.',
    noAnswer: (identifier) => `${identifier} ainda não responde: veja os comandos status e events`,
  },

  restore: {
    noSource: () => 'Indique a origem com --snapshot, --time, --latest ou --from-region',
    twoSources: () =>
      '--snapshot, --time e --latest são origens diferentes, e --from-region não tem snapshots: use uma',
    badTime: (time) => `--time ${time} não é um momento com fuso horário; em UTC, escreva como 2026-11-20T14:05:00Z`,
    targetIsSource: (target) =>
      `--to ${target} é o próprio banco: o RDS só restaura em uma instância nova; escolha outro identificador`,
    targetExists: (target, region) =>
      `--to ${target} já existe em ${region}, e nada a sobrescreve: escolha outro identificador`,
    noSnapshot: (name, region) => `Não há snapshot ${name} em ${region}: veja o que existe com o comando backups`,
    otherRegion: (name, itsRegion, region) =>
      `${name} está em ${itsRegion}, e o comando trabalha em ${region}: restaure lá, com --region ${itsRegion}`,
    incomplete: (name, state) => `O snapshot ${name} está ${state}: o RDS só restaura os completos`,
    noBackups: (identifier, home, region) =>
      home === region
        ? `Não há backups automáticos de ${identifier} em ${region}: veja o que existe com o comando backups`
        : `${region} não tem backups de ${identifier} replicados de ${home}: verifique --region e --from-region`,
    outsideWindow: (time, windows) =>
      `--time ${time} não pode ser restaurado; os backups têm todos os momentos de ${windows}`,
    noNetwork: () =>
      'A instância nova precisa de uma rede, e a da origem não existe aqui: ' +
      'indique com --subnet-group e --security-group',
    ofSnapshot: (name, identifier, time) => `snapshot ${name} de ${identifier}${time ? `, ${time}` : ''}`,
    ofBackups: (identifier, resourceId, time) =>
      `backups automáticos de ${identifier} (${resourceId}), como em ${time}`,
    ofReplicatedBackups: (identifier, region, time) =>
      `backups de ${identifier} replicados de ${region}, como em ${time}`,
    plan: (target, region) => `O RDS vai criar a instância nova ${target} em ${region}:`,
    labels: {
      source: 'Dados',
      class: 'Classe',
      standby: 'Multi-AZ',
      subnetGroup: 'Subnet group',
      securityGroups: 'Security groups',
      parameterGroup: 'Parameter group',
      key: 'Chave',
      storage: 'Armazenamento',
      deletionProtection: 'Proteção contra exclusão',
    },
    yesNo: (value) => (value ? 'sim' : 'não'),
    ofSource: () => 'a da origem',
    defaultGroup: (version) => `padrão do RDS para PostgreSQL ${version}`,
    unencrypted: () => 'nenhuma: a origem não é criptografada, e esta também não será',
    sourceIsGone: (identifier) =>
      `Não dá para consultar ${identifier}: o que não foi indicado fica com os padrões acima.`,
    waiting: (target) => `Esperando ${target}`,
    goesOn: (target) => `O RDS continua criando ${target}; veja com o comando status -i ${target}`,
    failed: (target, state) => `${target} está ${state}: veja o motivo com o comando events -i ${target}`,
    made: (target, place) => `${target} está disponível em ${place}.`,
    loginWorks: (secret) => `O login do segredo ${secret} funciona nela.`,
    loginRefused: (secret, target) =>
      `Ela recusa o login do segredo ${secret}: tem as senhas do momento dos dados. Defina uma nova: ` +
      `aws rds modify-db-instance --db-instance-identifier ${target} --manage-master-user-password`,
    loginUntried: (reason) => `O login não foi testado: ${reason}`,
    adoption: (target) =>
      `Nenhuma stack conhece ${target}. Um banco de um app recebe os dados com um identificador próprio e uma destas:`,
    sameData: () => 'os mesmos dados de novo',
    latestData: () => 'a origem, o mais recente possível',
    laterData: (target) => `o que ${target} tiver até lá`,
  },

  rotate: {
    isOff: (name) => `O segredo ${name} não rotaciona: defina rotation no app e faça o deploy`,
    started: (name) => `O Secrets Manager está rotacionando ${name}.`,
    waiting: (name) => `Esperando a nova senha de ${name}`,
    tooLong: (name) => `A rotação de ${name} não terminou: veja o log da função; a senha antiga ainda vale`,
    done: (name) => `${name} tem uma senha nova.`,
    goesOn: (name) => `A rotação de ${name} continua; veja o fim com o comando status.`,
  },

  users: {
    none: (identifier) => `Não há segredo de ${identifier}.`,
    head: () => ['Usuário', 'Segredo', 'Última rotação', 'Próxima rotação'],
    master: () => '(usuário master)',
    never: () => 'nunca',
    off: () => 'desligada',
  },

  logs: {
    noGroup: (group) => `Não há log group ${group}: a instância não exporta o log para o CloudWatch`,
  },

  events: {
    none: (identifier, hours) => `O RDS não informou nada sobre ${identifier} nas últimas ${hours} horas.`,
    head: () => ['Hora', 'Categoria', 'Mensagem'],
  },

  adopt: {
    unknownWord: (words) =>
      `adopt ${words} não é um comando: escreva adopt, adopt plan, adopt status ou adopt check <fase>`,
    unknownPhase: (named, phases) =>
      `adopt check ${named ?? ''} não indica uma fase: escolha uma de ${phases.join(', ')}`,
    snapshotIsOfFreeze: () => '--snapshot só vale com adopt check freeze: tire a opção',
    noEnvironment: (identifier) => `${identifier} não diz de qual ambiente é: indique um com --environment, como prod`,
    badEnvironment: (name) =>
      `--environment ${name} não é nome de ambiente: letras minúsculas, dígitos e hífens simples, começando por ` +
      'letra, até 40 caracteres',
    needsState: () => 'Indique o state com --tfstate: terraform state pull > after.tfstate',
    noState: (file) => `--tfstate ${file} não é um state do Terraform: gere um com terraform state pull`,
    otherState: (file) =>
      `--tfstate ${file} tem um formato desconhecido aqui: o Terraform 0.12 e os mais novos escrevem a versão 4`,
    noRecord: (file, identifier) => `${file} não existe ou não é de ${identifier}: indique a pasta do app com --app`,
    notSynthesised: (app) =>
      `${app} não tem cdk.out: rode npx cdk synth --quiet lá, ou indique a pasta do app com --app`,
    noStack: (folder, identifier, stacks) =>
      stacks.length === 0
        ? `${folder} não tem stack com a instância${identifier ? ` ${identifier}` : ''}: sintetize o app de novo`
        : `${folder} tem várias instâncias, em ${stacks.join(', ')}: indique uma com --identifier`,

    refused: (identifier, reasons) => `${identifier} não pode ser adotada: ${reasons.join('. Além disso: ')}`,
    isImported: (stack) => `já está na stack ${stack}: veja o que falta com adopt status`,
    isOfCluster: (engine, cluster) =>
      `é membro do cluster ${cluster} (${engine}), e a biblioteca cria instâncias; crie um banco novo e leve os ` +
      'dados, com pg_dump ou AWS DMS',
    notPostgres: (engine) =>
      `é ${engine}, e a biblioteca é para PostgreSQL; crie um banco novo e leve os dados, com AWS DMS`,
    isReplica: (source) =>
      `é uma réplica de leitura de ${source}; adote aquela e depois crie uma réplica com addReadReplica()`,
    isReplicated: () =>
      'o RDS replica os backups automáticos dela para outra região, e o CloudFormation encerraria isso na ' +
      'importação; encerre antes (aws rds stop-db-instance-automated-backups-replication) e ' +
      'defina crossRegionBackup quando live tiver saído',
    notEncrypted: () =>
      'não é criptografada, e o RDS nunca muda isso; copie um snapshot dela com uma chave ' +
      '(aws rds copy-db-snapshot --kms-key-id) e crie um banco dessa cópia com restoreFrom',
    isOfStack: (stack) =>
      `a stack ${stack} do CloudFormation é dona dela; lá, defina DeletionPolicy e UpdateReplacePolicy como Retain e ` +
      'faça o deploy, tire a instância do template e faça outro deploy, e só então adote',
    secretOfRds: (arn) =>
      `o RDS gerencia a senha em ${arn}, que some quando ele deixa de gerenciar; crie um segredo com username e ` +
      'password, e passe para ele com aws rds modify-db-instance --no-manage-master-user-password',
    incomplete: (identifier, state, absent) =>
      `O RDS não diz tudo de ${identifier}, que está ${state}: ${absent.join(', ')}; tente quando estiver available`,

    noNamedSecret: (name) => `--secret ${name} não existe: verifique o nome, --region e --profile`,
    severalSecrets: (arns) =>
      `O state tem vários segredos: indique o do usuário master com --secret: ${arns.join(', ')}`,
    noSecret: (identifier) =>
      `Não há segredo ${identifier}: indique o do usuário master com --secret, ou o state com --tfstate. ` +
      'Se não existe, crie um com username e password',
    noLogin: (name) =>
      `O segredo ${name} não tem username e password: coloque os dois nele (o resto fica), ou indique outro com ` +
      '--secret',
    otherUser: (name, username, master) =>
      `O segredo ${name} é de ${username}, e o usuário master é ${master}: indique o segredo dele com --secret`,
    loginUnproven: (reason) =>
      `${reason}. Nada foi escrito, pois não está provado que o segredo tem a senha. Para seguir sem a prova, use ` +
      '--skip-login',
    aliasNeedsCli: (alias) =>
      `${alias} é um alias, que amanhã pode apontar para outra chave: instale a AWS CLI, que descobre a chave dele`,

    loggingIn: (secret) => `Testando o login de ${secret}`,
    reading: (identifier) => `Lendo ${identifier} e o que está em volta`,
    checking: (phase, identifier) => `Verificando ${identifier} antes de ${phase}`,
    judging: (identifier) => `Consultando as fases de ${identifier}`,
    unread: (what, reason) => `${what}: não foi possível ler, e não está no PLAN.md (${reason})`,
    stateHasNothing: (file) =>
      `--tfstate ${file} não tem nada do banco: é o state de outra coisa, ou o Terraform já o esqueceu`,
    protectFirst: (identifier) =>
      'A proteção contra exclusão está desligada. Ligue agora e rode adopt de novo para outra pasta, pois o app diz ' +
      `o que existe: aws rds modify-db-instance --db-instance-identifier ${identifier} --deletion-protection`,
    filesExist: (folder, names) =>
      `${folder} já tem ${names.join(', ')}, e nada é sobrescrito: indique outra pasta com --out`,
    written: (folder, names) => `Escrito em ${folder}: ${names.join(', ')}`,
    next: (folder, stack) =>
      `Leia ${folder}/PLAN.md. Depois, em ${folder}: npm install, npx cdk synth ${stack} --quiet e adopt plan.`,
    terraformNotes: () => [
      'Com isto o Terraform esquece o banco, e não apaga nada.',
      'Os blocos devem sair dos arquivos .tf na mesma mudança: senão o próximo apply cria tudo de novo.',
      'Nunca rode terraform destroy antes: sem a chave, o banco e todos os backups se perdem.',
      'O caminho de volta é terraform state push, com o state de antes.',
    ],

    planHead: () => ['Propriedade', 'Efeito', 'Hoje → desejado'],
    wanted: { 'that of the library': 'o da biblioteca', 'those of the app': 'as do app' },
    effects: { none: 'nenhum', clients: 'clientes', restart: 'reinício', reboot: 'reboot', never: 'nunca' },
    consequences: {
      AllocatedStorage:
        'o armazenamento cresce sem interrupção e não aceita outra mudança por seis horas; nunca diminui',
      AssociatedRoles: 'os recursos que usam a role a perdem',
      AutoMinorVersionUpgrade: 'versões minor passam a vir na janela de manutenção, ou deixam de vir',
      AvailabilityZone: 'uma instância com standby escolhe a própria zona',
      BackupRetentionPeriod: 'mais ou menos dias podem ser restaurados; a partir de 0, a instância reinicia na hora',
      BackupTarget: 'os backups ficam onde estão',
      CACertificateIdentifier:
        'o certificado do servidor muda; antes, os clientes precisam da nova autoridade, e versões que não ' +
        'recarregam reiniciam na janela de manutenção, a não ser que applyImmediately esteja ligado',
      CopyTagsToSnapshot: 'os snapshots recebem as tags',
      DatabaseInsightsMode: 'mais ou menos histórico da carga, por outro preço',
      DBInstanceClass:
        'a instância faz failover para o standby já mudado, ou sem standby fica fora por minutos, na janela de ' +
        'manutenção, a não ser que applyImmediately esteja ligado',
      DBParameterGroupName:
        'TLS obrigatório, auditoria e timeouts da biblioteca valem a partir do próximo reboot, que é você quem faz',
      DedicatedLogVolume: 'o volume do log muda de lugar no próximo reboot',
      DeletionProtection: 'o RDS recusa apagar a instância, ou deixa de recusar',
      Domain: 'logins por Kerberos acabam',
      DomainIAMRoleName: 'logins por Kerberos acabam',
      EnableCloudwatchLogsExports: 'o RDS escreve outros logs no CloudWatch Logs',
      EnableIAMDatabaseAuthentication: 'roles com rds_iam entram só pelo IAM',
      EnablePerformanceInsights: 'a carga de cada comando passa a ser registrada, ou deixa de ser',
      EngineLifecycleSupport:
        'o suporte estendido é escolhido na criação da instância; a prop extendedSupport diz qual era',
      EngineVersion:
        'a atualização de versão leva minutos, na janela de manutenção, a não ser que applyImmediately esteja ' +
        'ligado; não há volta',
      Iops: 'o armazenamento é otimizado por horas, e fica mais lento nesse tempo',
      LicenseModel: 'o PostgreSQL tem uma só licença',
      MaxAllocatedStorage: 'o armazenamento cresce sozinho até este tamanho',
      MonitoringInterval: 'o Enhanced Monitoring tem outro intervalo',
      MonitoringRoleArn: 'o RDS assume uma nova role',
      MultiAZ: 'um standby entra ou sai; as escritas ficam mais lentas durante a cópia e passam a esperar por ele',
      NetworkType: 'a instância mantém o tipo de endereços',
      OptionGroupName: 'o PostgreSQL não tem opções',
      PerformanceInsightsRetentionPeriod: 'a carga é guardada por mais ou menos dias',
      Port: 'a instância reinicia na hora, mesmo sem applyImmediately, e os clientes precisam da nova porta',
      PreferredBackupWindow: 'os backups começam em outro horário',
      PreferredMaintenanceWindow: 'mudanças que esperam vêm em outro horário; na hora, se a nova janela for agora',
      ProcessorFeatures: 'o PostgreSQL tem os processadores da classe',
      PubliclyAccessible: 'o endpoint passa a ter endereço privado: clientes fora da VPC ficam de fora',
      StorageThroughput: 'o armazenamento é otimizado por horas, e fica mais lento nesse tempo',
      StorageType:
        'o armazenamento é otimizado por horas, mais lento nesse tempo, e não aceita outra mudança por seis horas; ' +
        'armazenamento magnético fica indisponível em parte disso',
      Tags: 'as tags da biblioteca e do app são definidas',
      VPCSecurityGroups: 'o grupo da biblioteca admite só os clientes dela; os de securityGroupIds continuam junto',
    },
    nothingDiffers: () => 'Nada difere das props.',
    nothingLeft: () => 'Não falta nenhuma fase.',
    left: () => 'Fases que o app ainda não ligou:',
    progress: (done, all) => `${done} de ${all} fases feitas.`,
    verdict: (level, count) => {
      if (level === Level.OK) return 'Nada impede.';
      const items = count === 1 ? '1 item' : `${count} itens`;
      return level === Level.CRITICAL ? `${items}: não siga antes de resolver.` : `${items} para saber antes.`;
    },

    phases: {
      freeze: {
        title: () => 'Congelar',
        text: () =>
          'Pare todo pipeline que aplica o repositório Terraform. Guarde o state fora de qualquer repositório: ele ' +
          'pode ter senhas. Ligue a proteção contra exclusão e crie um snapshot.',
      },
      settle: {
        title: () => 'Nada pendente',
        text: () =>
          'Deixe o dono antigo aplicar o que espera, reinicie se o parameter group espera por isso, e pare a ' +
          'rotação. O CloudFormation dispararia o que está pendente.',
      },
      forget: {
        title: () => 'O Terraform esquece',
        text: () =>
          'Tudo do banco de uma vez, e os blocos saem dos arquivos .tf na mesma mudança. Uma chave que fica para ' +
          'trás é apagada pelo próximo destroy, e com ela todos os backups. Nada acontece com o banco nesse tempo: ' +
          'ninguém é dono dele. O caminho de volta: terraform state push -force before.tfstate.',
      },
      import: {
        title: () => 'Importar',
        text: () =>
          'Só a instância, como ela é. O template diz o que o RDS diz, e assim não há nada para escrever. O caminho ' +
          'de volta: tire-a do template, que a retém, e terraform import.',
      },
      outputs: {
        title: () => 'Saídas',
        text: () =>
          'O primeiro deploy comum cria a chave, o security group e os parâmetros SSM da biblioteca. Nada os usa ' +
          'ainda. Depois, existingLogGroups: [] e --import-existing-resources trazem os log groups.',
      },
      monitoring: {
        title: () => 'Monitoramento',
        text: () =>
          'Apague os alarmes e dashboards antigos, cujos nomes podem colidir, defina monitoring: true com alarmTopic ' +
          'ou os destinatários, e faça o deploy. Até lá ninguém é avisado: faça tudo de uma vez.',
      },
      properties: {
        title: () => 'Propriedades',
        text: () =>
          'Acrescente uma propriedade a apply em cada deploy. adopt plan diz o que cada uma faz; as que reiniciam ' +
          'esperam a janela de manutenção.',
      },
      'security-group': {
        title: () => 'Security group',
        text: () =>
          "Indique os clientes em clients, acrescente 'VPCSecurityGroups' a apply, e faça o deploy: o grupo da " +
          'biblioteca fica ao lado dos antigos. Quando ninguém mais vier por eles, tire securityGroupIds.',
      },
      rotation: {
        title: () => 'Rotação',
        text: () =>
          'Defina rotation: CredentialsRotation.builtin() e faça o deploy. A senha muda na primeira rotação, um ' +
          'intervalo depois: quem guarda uma cópia dela fica de fora nesse momento.',
      },
      bootstrap: {
        title: () => 'Bootstrap',
        text: () =>
          'Defina bootstrap: true e faça o deploy. PUBLIC perde CONNECT, TEMPORARY e CREATE: antes, conceda esses ' +
          'direitos às roles que só os têm por PUBLIC.',
      },
      'parameter-group': {
        title: () => 'Parameter group',
        text: () =>
          "Leve os valores para parameters, acrescente 'DBParameterGroupName' a apply, e faça o deploy. Reinicie " +
          'em um horário calmo: a partir daí TLS é obrigatório.',
      },
      leftovers: {
        title: () => 'Sobras',
        text: () =>
          'Tire live e apply. Depois apague o que nada usa: a função de rotação, o parameter group, os security ' +
          'groups e os tópicos antigos. A chave, nunca: ela deve viver mais que o banco e os backups.',
      },
    },

    plan: {
      title: (identifier) => `Adoção de ${identifier}`,
      intro: (date, stack) =>
        `Como foi encontrada em ${date}. A stack será ${stack}. Cada fase pode ser repetida e começa com uma ` +
        'verificação que não muda nada. Todos os comandos rodam nesta pasta. O código de saída é 0 se nada impede, 1 ' +
        'se há algo para saber, 2 se há algo para fazer antes.',
      unproven: () =>
        'Não está provado que o segredo tem a senha: ninguém entrou com ela. Rode adopt check rotation de onde o ' +
        'banco pode ser alcançado, antes da rotação e do bootstrap.',
      found: () => 'O que foi encontrado',
      securityGroups: () => 'Security groups',
      ingress: () => 'Quem eles admitem',
      secret: () => 'Segredo do usuário master',
      keys: () => 'Chaves',
      parameterGroup: () => 'Parameter group',
      parameters: () => 'Valores dele',
      replicas: () => 'Réplicas de leitura',
      logGroups: () => 'Log groups',
      alarms: () => 'Alarmes',
      dashboards: () => 'Dashboards',
      topics: () => 'Tópicos',
      subscriptions: () => 'Assinaturas de eventos',
    },

    found: {
      available: () => 'available',
      notAvailable: (status) => status,
      waitUntilAvailable: () => 'Espere até ficar available',
      encrypted: (key) => key,
      notEncrypted: () => 'nenhuma',
      isOn: () => 'ligada',
      isOff: () => 'desligada',
      protect: (identifier) =>
        `Ligue: aws rds modify-db-instance --db-instance-identifier ${identifier} --deletion-protection ` +
        '--apply-immediately',
      snapshot: (name, age) => `${name}, ${age}`,
      noSnapshot: () => 'nenhum manual',
      makeSnapshot: () => 'Crie um de hoje: adopt check freeze --snapshot',
      nothingPending: () => 'nenhuma',
      pending: (names) => names.join(', '),
      applyPending: (identifier) =>
        'Deixe o dono antigo aplicar agora, ou espere a janela de manutenção: ' +
        `aws rds modify-db-instance --db-instance-identifier ${identifier} --apply-immediately`,
      inSync: (names) => `${names.join(', ')}: in-sync`,
      notInSync: (name, status) => `${name}: ${status}`,
      reboot: (identifier) =>
        'Reinicie em um horário calmo, senão o CloudFormation reinicia na importação: ' +
        `aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
      rotates: (name) => `${name} rotaciona`,
      doesNotRotate: (name) => `${name} não rotaciona`,
      stopRotation: (arn) => `Pare: aws secretsmanager cancel-rotate-secret --secret-id ${arn}`,
      hasPendingVersion: (name) => `${name} tem uma versão AWSPENDING`,
      finishRotation: (arn) =>
        'Uma rotação parou no meio: termine, ou tire a etiqueta com ' +
        `aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage AWSPENDING ` +
        '--remove-from-version-id <versão>',
      forgotten: (count) => `nenhum dos ${count} recursos do state é do banco`,
      remembered: (addresses) => addresses.join('\n'),
      forget: () => 'Rode terraform state rm com todos eles e apague os blocos',
      template: (stack, logicalId) => `${stack}: ${logicalId} é retida e não se refere a nada`,
      notRetained: () => 'DeletionPolicy e UpdateReplacePolicy não são ambas Retain',
      appliesImmediately: () => 'ApplyImmediately não é false',
      refers: () => 'a instância se refere a outros recursos, que teriam de ser importados junto',
      setsPassword: () => 'o template define a senha',
      notMapped: (logicalId, file) => `${file} não liga ${logicalId} à instância`,
      keepLive: () => 'Deixe adopt no app como foi escrito, com live e sem apply, e sintetize de novo',
      equal: (count) => `todas as ${count} propriedades do template são as da instância`,
      differs: (property, template, live) => `${property}: ${template} no template, ${live} agora`,
      adoptAgain: () =>
        'Escreva em live o valor de agora, ou rode adopt de novo para outra pasta, e sintetize outra vez',
      same: (id) => `${id}, como antes`,
      otherInstance: (id, before) => `${id}, e era ${before}`,
      askWhoReplaced: () => 'Esta é outra instância: pare e descubra quem a substituiu ou restaurou',
      isInStack: (stack) => `na stack ${stack}`,
      notInStack: (stack) => `fora da stack ${stack}`,
      importIt: (stack) => `Importe: npx cdk import ${stack} --resource-mapping import.json`,
      drifted: (status, paths) => [status, paths.join(', ')].filter(Boolean).join(': '),
      compareDrift: (command) => `Veja o que difere, e desfaça antes de qualquer outra coisa: ${command}`,
      cannotSee: () => 'o usuário do segredo não pode ver quem são os outros',
      letSee: () => 'Dê a ele a role pg_read_all_stats e verifique de novo',
      nobodyConnected: () => 'ninguém está conectado agora',
      client: (address, user, application, count) =>
        `${address} · ${user} · ${application} · ${count === 1 ? '1 conexão' : `${count} conexões`}`,
      admit: () =>
        'Indique o security group, a função ou a instância dele em clients, ou mantenha o grupo antigo em ' +
        'securityGroupIds',
      groupsOnly: (groups) => groups.join(', '),
      readRules: (groups) => `Veja quem eles admitem: aws ec2 describe-security-groups --group-ids ${groups.join(' ')}`,
      rules: (rules) => rules.join('\n') || '-',
      allWithTls: () => 'todos os que estão conectados usam TLS',
      useTls: () =>
        'Faça este cliente usar TLS (sslmode=require ou mais estrito): o grupo da biblioteca recusa os outros',
      valuesKept: (count) => (count === 0 ? 'ninguém definiu nenhum' : `o novo grupo tem todos os ${count} valores`),
      value: (name, value, wanted, needsReboot) =>
        `${name} = ${value}, ${wanted === undefined ? 'não definido no app' : `${wanted} no app`}` +
        (needsReboot ? ' (reboot)' : ''),
      keepValue: (name) => `Escreva ${name} em parameters, ou na prop feita para isso, para manter o valor`,
      ownsDatabase: (database) => `${database} é do usuário master`,
      ownedByOther: (database, owner) => `${database} é de ${owner}`,
      giveDatabase: (database) =>
        `O bootstrap só pode tirar direitos de PUBLIC como dono: ALTER DATABASE ${database} OWNER TO o usuário ` +
        'master, ou torne-o membro do dono',
      nobodyLoses: (right) => `ninguém tem ${right} só por PUBLIC`,
      loses: (right, roles) => `${right} só por PUBLIC: ${roles.join(', ')}`,
      grant: (right) => `Conceda a quem precisa: GRANT ${right} TO …`,
      noProof: (secret) => `ninguém entrou com ${secret}`,
      logsIn: (user, secret) => `${user} entra com ${secret}`,
      whoReads: (name) => `quem já leu ${name} pode ter guardado a senha`,
      askReaders: () =>
        'Faça cada leitor buscar o segredo ao conectar; veja quem são no CloudTrail (GetSecretValue) antes da rotação',
    },
  },
};
