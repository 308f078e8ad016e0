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
  },

  help: {
    program: () => 'Opera um banco PostgreSQL no Amazon RDS implantado pela biblioteca oficina-postgres.',
    version: () => 'mostra a versão',
    help: () => 'mostra a ajuda',
    helpCommand: () => 'mostra a ajuda de um comando',
    example: () => 'Exemplo:',
    exitCodes: () =>
      'Códigos de saída: 0 tudo certo · 1 veja algo nos próximos dias · 2 aja agora · 3 falha da AWS ou da rede · ' +
      '4 recusado, nada mudou · 64 argumentos errados · 130 interrompido',
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
    region: () => 'região da AWS (padrão: a do ambiente ou do perfil)',
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
    alarmOn: (name, since) => (since ? `${name}, desde ${since}` : name),
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
      `Nenhum stack conhece ${target}. Um banco de um app recebe os dados com um identificador próprio e uma destas:`,
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
};
