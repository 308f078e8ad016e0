import { DiagnosisMessages } from './diagnosis-messages';
import { Level } from '../level';

/** The texts of the commands that look for causes, in Brazilian Portuguese. */
export const DIAGNOSIS_PORTUGUESE: DiagnosisMessages = {
  explain: {
    looking: (alarm) => `Consultando ${alarm}`,
    unknown: (named, suggestion) => `A biblioteca não tem alarme ${named}. ${suggestion}`,
    didYouMean: (id) => `Quis dizer ${id}?`,
    known: (ids) => `Os alarmes são ${ids.join(', ')}`,
    otherDatabase: (named, identifier) =>
      `${named} é alarme de outro banco, não de ${identifier}: não use --environment nem --identifier`,
    notThere: (name) => `Não há alarme ${name} no CloudWatch: está desligado ou não foi implantado.`,
    state: (state, since) => (since ? `${state}, desde ${since}` : state),
    condition: (metric, statistic, line) => `${metric} (${statistic}), dispara em ${line}`,
    lastValues: (values) => `Últimos valores: ${values}`,
    noValues: () => 'Nenhum valor neste período.',
    muted: () => 'As ações estão desligadas: ele não avisa ninguém.',
    instance: (status) => `A instância está ${status}.`,
    functions: () => 'Funções que estes comandos usam',
    englishOnly: () => 'O runbook só existe em inglês.',
  },

  metrics: {
    reading: (identifier) => `Lendo as métricas de ${identifier}`,
    none: (identifier) => `Nenhum alarme observa ${identifier}; não há métrica para mostrar: implante os alarmes.`,
    title: (identifier, region, hours) =>
      `${identifier} · ${region} · ${hours === 1 ? 'última hora' : `últimas ${hours} horas`}`,
    head: () => ['', 'Alarme', 'Curva', 'Mín', 'Média', 'Máx', 'Último', 'Limite'],
    noValue: () => 'nenhum valor',
    figures: (min, average, max, last) => `mín ${min} · média ${average} · máx ${max} · último ${last}`,
  },

  slow: {
    asking: (identifier) => `Pedindo as estatísticas de ${identifier}`,
    reading: (group) => `Lendo as durações em ${group}`,
    notCounted: () =>
      'Este banco não tem pg_stat_statements, então o log é lido. Com pg_stat_statements em preloadLibraries e ' +
      'CREATE EXTENSION passa a ter',
    notAsked: (reason) => `O log é lido no lugar. ${reason}`,
    counted: (since) => (since ? `Pelo pg_stat_statements, que conta desde ${since}` : 'Pelo pg_stat_statements'),
    logged: (hours) => `Pelo log ${hours === 1 ? 'da última hora' : `das últimas ${hours} horas`}`,
    nothingCounted: () => 'O pg_stat_statements ainda não contou nada.',
    nothingLogged: (hours) =>
      `O log ${hours === 1 ? 'da última hora' : `das últimas ${hours} horas`} não tem duração de comando: ` +
      'só aparece o que demora mais que log_min_duration_statement.',
    total: (time, share) => `${time} no total (${share} %)`,
    calls: (count, text) => (count === 1 ? '1 chamada' : `${text} chamadas`),
    mean: (time) => `média ${time}`,
    max: (time) => `máx ${time}`,
    rows: (count, text) => (count === 1 ? '1 linha' : `${text} linhas`),
  },

  locks: {
    asking: (identifier) => `Pedindo os locks de ${identifier}`,
    none: () => 'Ninguém espera por um lock, e nenhuma transação está ociosa.',
    ownOnly: () => 'Este usuário só vê as próprias sessões: não use --user, ou dê a ele pg_read_all_stats.',
    age: (state, time, transaction) =>
      transaction ? `${state} há ${time}, transação de ${transaction}` : `${state} há ${time}`,
    blocks: (count) => (count === 1 ? 'bloqueia 1 sessão:' : `bloqueia ${count} sessões:`),
    waits: (lock, time) => `espera há ${time} por ${lock}`,
    end: () => 'Isto encerraria o bloqueio; uma transação desfeita perde o trabalho:',
    idle: () => 'Ociosas em transação',
    prepared: () =>
      'Esperam por uma transação preparada: veja pg_prepared_xacts; o dono usa COMMIT PREPARED ou ROLLBACK PREPARED',
  },

  scale: {
    asking: (identifier) => `Perguntando ao RDS o que ${identifier} pode virar`,
    oneOfTwo: () => 'Indique --class, como db.r6g.large, ou --storage, em GiB; só um dos dois',
    refused: () => 'O RDS recusaria:',
    props: () => 'Nas props do banco; este comando não muda nada:',
    downtimeTitle: () => 'Indisponibilidade',
    costTitle: () => 'Custo',
    notesTitle: () => 'Além disso',
    failover: () =>
      'Um failover, em geral de 60 a 120 segundos, mais com transações abertas: o RDS muda antes o standby. ' +
      'As conexões caem, e o endpoint continua',
    restart: () =>
      'Alguns minutos: sem standby, a instância para, muda de classe e se recupera. ' +
      'As conexões caem, e o endpoint continua',
    when: (window) => `Com applyImmediately: true, no deploy; se não, na janela de manutenção ${window} (UTC)`,
    noDowntime: () =>
      'Nenhuma. O banco pode ficar mais lento enquanto o RDS otimiza o armazenamento, de minutos a horas',
    classCost: (size, present, hasStandby) =>
      `${size} é cobrada por hora no lugar de ${present}` + (hasStandby ? ', também pelo standby' : ''),
    reservations: () => 'Uma instância reservada cobre os outros tamanhos da família dela, e nenhuma outra família',
    storageCost: (gib, type, hasStandby) =>
      `${gib} GiB a mais de ${type} são cobrados por mês` + (hasStandby ? ', também pelo standby' : ''),
    prices: () => 'Preços da região: https://aws.amazon.com/rds/postgresql/pricing/',
    thresholdsFollow: () => 'max_connections e os limites dos alarmes seguem a classe: veja docs/alarms.md',
    replicas: (names) => `As réplicas de leitura mantêm a classe (${names.join(', ')}): dê a elas ao menos a da origem`,
    neverSmaller: () => 'O armazenamento nunca diminui: é cobrado até os dados irem para outra instância',
    nextChange: () =>
      'Nenhuma outra mudança de armazenamento por seis horas, nem antes do fim da otimização; o autoscaling espera',
    copiesAll: () =>
      'A partir de 400 GiB o RDS divide o armazenamento: pode copiar todos os dados, e carrega os discos por horas',
    moreIops: () => 'A partir de 400 GiB de gp3 estão incluídos 12.000 IOPS e 500 MiB/s no lugar de 3.000 e 125',
    ceiling: (present) => `O teto do autoscaling, ${present} GiB, ficaria perto demais: o RDS precisa de mais folga`,
    problems: {
      unknownClass: (size) =>
        `O RDS não oferece ${size} para esta versão do PostgreSQL nesta região: veja ` +
        'aws rds describe-orderable-db-instance-options --engine postgres',
      sameClass: (size) => `A instância já é ${size}`,
      noStorageType: (size, type) => `O RDS não oferece ${size} com ${type}: escolha outra classe`,
      noStandby: (size) => `${size} não aceita standby: escolha outra classe, ou multiAz: false`,
      smaller: (present) => `O armazenamento tem ${present} GiB e nunca diminui: indique mais`,
      tooLittle: (present, least) =>
        `O RDS aumenta um armazenamento de ${present} GiB em pelo menos um décimo: indique ${least} ou mais`,
      tooLarge: (most) => `A classe aceita no máximo ${most} GiB: indique menos`,
      optimizing: (percent) =>
        percent === undefined
          ? 'O RDS ainda otimiza o armazenamento depois da última mudança: espere o fim'
          : `O RDS ainda otimiza o armazenamento depois da última mudança (${percent} %): espere o fim`,
      tooSoon: (until) => `O armazenamento mudou há menos de seis horas: espere até ${until}`,
      notAvailable: (state) => `A instância está ${state}: espere ficar available`,
    },
  },

  checks: {
    target: 'Destino',
    instance: 'Instância',
    class: 'Classe',
    parameters: 'Parâmetros',
    replicas: 'Réplicas',
    storage: 'Armazenamento',
    backups: 'Backups',
    transactions: 'Transações',
    slots: 'Slots',
    databases: 'Bancos',
    roles: 'Roles',
    columns: 'Colunas',
    extensions: 'Extensões',
    views: 'Views',
    duration: 'Duração',
    afterwards: 'Depois',
    endpoint: 'Endpoint',
    groups: 'Security groups',
    path: 'Caminho',
    secrets: 'Secrets Manager',
    rotation: 'Rotação',
    login: 'Logins',
    tls: 'TLS',
    certificate: 'Certificado',
    pending: 'Manutenção',
    bootstrap: 'CDK bootstrap',
    permissions: 'Permissões',
  },

  findings: {
    unreadable: () => 'não foi possível ler',
    summary: (level, count) => {
      if (level === Level.OK) return 'Nada no caminho.';
      const items = count === 1 ? '1 item' : `${count} itens`;
      return level === Level.CRITICAL ? `${items}: resolva antes o que tem ✗.` : `${items} para ver.`;
    },
  },

  upgrade: {
    looking: (identifier, major) => `Procurando o que impede a atualização de ${identifier} para ${major}`,
    title: (identifier, region, from, to) => `${identifier} · ${region} · PostgreSQL ${from} → ${to}`,
    notNewer: (present, major) => `O banco tem PostgreSQL ${present}: --to ${major} não é versão principal mais nova`,
    props: () => 'A atualização, nas props do banco; ensaie antes em uma cópia, com restoreFrom:',
    target: (from, to) => `o RDS atualiza ${from} para ${to}`,
    noTarget: (from, major) => `o RDS não atualiza ${from} para ${major}`,
    otherMajors: (majors) => `Escolha entre ${majors.join(', ')}, ou atualize em duas etapas`,
    newerMinor: () => 'Atualize antes para uma versão secundária mais nova',
    available: () => 'available, e nenhuma mudança espera',
    notAvailable: (status) => `A instância está ${status}`,
    waitForAvailable: () =>
      'O RDS só atualiza uma instância available: espere, ou veja os eventos com o comando events',
    changesWait: (names) => `mudanças esperando: ${names.join(', ')}`,
    applyChanges: () => 'Aplique antes: com a atualização na mesma janela, ninguém sabe qual das duas falhou',
    classFits: (size, version) => `${size} aceita PostgreSQL ${version}`,
    classMissing: (size, version) => `o RDS não oferece ${size} para PostgreSQL ${version}`,
    changeClass: () => 'Mude a classe antes: veja o comando scale',
    parametersFit: (major) => `a família postgres${major} tem tudo o que o grupo define`,
    parametersMissing: (names, major) => `a família postgres${major} não tem ${names.join(', ')}`,
    dropParameters: () => 'Tire de parameters no deploy da atualização',
    parametersUnknown: (major) => `não foi possível ler a família postgres${major}`,
    readParameters: () => 'Veja aws rds describe-engine-default-parameters',
    isReplica: (source) => `é réplica de leitura de ${source}`,
    upgradeSource: () => 'Atualize a origem: o RDS atualiza as réplicas junto',
    replicasHere: (names) => `o RDS atualiza ${names.join(', ')} junto, ao mesmo tempo`,
    upgradeTogether: () => 'Os leitores delas também esperam; use applyImmediately: true neste deploy',
    replicasElsewhere: (names) => `réplicas em outras regiões: ${names.join(', ')}`,
    watchReplicas: () => 'Dê engineVersion a elas também, e veja a replicação depois da atualização',
    free: (size) => `${size} livres`,
    freeUnknown: () => 'espaço livre desconhecido',
    readFree: () => 'O CloudWatch não tem a métrica FreeStorageSpace da última hora: veja antes',
    addStorage: (least) => `Tenha ao menos ${least} livres: veja o comando scale`,
    hasBackups: (days) => `guardados por ${days} dias; o RDS faz um snapshot antes e outro depois`,
    noBackups: () => 'desligados: o RDS não faz snapshot antes da atualização',
    takeSnapshot: (identifier) => `Faça um à mão, sem ele não há volta: snapshot -i ${identifier}`,
    notAsked: () => 'não foi possível olhar dentro dos bancos',
    prepared: (count) => (count === 1 ? '1 transação preparada' : `${count} transações preparadas`),
    endPrepared: () => 'Veja pg_prepared_xacts e use COMMIT PREPARED ou ROLLBACK PREPARED em cada uma',
    slots: (names) => `slots de replicação lógica: ${names.join(', ')}`,
    dropSlots: () =>
      'Pare os consumidores e use SELECT pg_drop_replication_slot(nome); depois os consumidores começam de novo',
    keptSlots: (names) => `slots de replicação lógica que a atualização mantém: ${names.join(', ')}`,
    drainSlots: () => 'Pare quem escreve, e deixe os consumidores lerem tudo antes do início',
    invalidDatabases: (names) => `inválidos, de um DROP interrompido: ${names.join(', ')}`,
    dropDatabases: () => 'Use DROP DATABASE: ninguém pode mais usá-los',
    closedDatabases: (names) => `não aceitam conexões: ${names.join(', ')}`,
    openDatabases: () => 'ALTER DATABASE … ALLOW_CONNECTIONS true, ou apague-os',
    missingDatabases: (names) => `não existem: ${names.join(', ')}`,
    createDatabases: () => 'Use CREATE DATABASE: a atualização se conecta aos dois',
    reservedRoles: (names) => `nomes que o PostgreSQL reserva: ${names.join(', ')}`,
    renameRoles: () => 'ALTER ROLE … RENAME TO um nome sem pg_; um usuário master exige uma instância nova',
    regColumns: (database, names) => `${database}: colunas de tipo reg…: ${names.join(', ')}`,
    changeRegColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text, ou oid: a atualização dá outros oids aos objetos',
    unknownColumns: (database, names) => `${database}: colunas do tipo unknown ou sql_identifier: ${names.join(', ')}`,
    changeUnknownColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text',
    aclitemColumns: (database, names) => `${database}: colunas do tipo aclitem: ${names.join(', ')}`,
    changeAclitemColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text: o PostgreSQL 16 guarda o tipo de outra forma',
    nullableChildren: (database, names) =>
      `${database}: colunas que aceitam nulo, e as da tabela mãe não: ${names.join(', ')}`,
    setNotNull: () => 'ALTER TABLE … ALTER COLUMN … SET NOT NULL',
    extensionsGone: (database, names, major) =>
      `${database}: o RDS for PostgreSQL ${major} não tem ${names.join(', ')}`,
    dropExtensions: () => 'Use DROP EXTENSION, depois de dar outro caminho a quem usa',
    extensionsOld: (database, names) => `${database}: desatualizadas: ${names.join(', ')}`,
    updateExtensions: () => 'ALTER EXTENSION … UPDATE: a atualização do servidor não faz isso',
    extensionsUnknown: (major) => `o que o RDS for PostgreSQL ${major} tem não é conhecido aqui`,
    readExtensions: () => 'Veja as versões de extensões nas notas de versão do RDS for PostgreSQL',
    systemViews: (database, names) => `${database}: views sobre as do sistema: ${names.join(', ')}`,
    dropViews: () => 'Apague antes e crie depois: se uma coluna deixou de existir, a atualização falha',
    many: (database, relations, objects) =>
      `${database}: ${relations} tabelas, índices e afins, ${objects} objetos grandes`,
    rehearse: () => 'Cada um leva tempo com o banco parado: meça em uma cópia restaurada',
    looked: (names, relations, objects) =>
      `verificados ${names.join(', ')}: ${relations} tabelas, índices e afins, ${objects} objetos grandes`,
    afterwards: () => 'ALTER EXTENSION … UPDATE, e reindexe o que as notas de versão citam',
    afterwardsAnalyze: () =>
      'ANALYZE em cada banco logo em seguida, pois o planejador não sabe nada antes; ALTER EXTENSION … UPDATE',
  },

  doctor: {
    examining: (identifier) => `Examinando ${identifier}`,
    noEndpoint: (status) => `nenhum: a instância está ${status}`,
    readEvents: () => 'Veja o que o RDS diz com o comando events',
    resolves: (host, addresses) => `${host} é ${addresses.join(', ')}`,
    makePrivate: () =>
      'Endereço público: mude publiclyAccessible para false, a não ser que a VPC use endereços públicos',
    resolvesNot: (host, code) => `${host} não resolve aqui (${code})`,
    useVpcDns: () => 'Na VPC, ligue enableDnsSupport e enableDnsHostnames; fora dela, pergunte ao resolvedor da VPC',
    noGroups: () => 'nenhum, então ninguém entra',
    addClients: () => 'Indique os clientes na prop clients',
    groupsNotActive: (ids) => `ainda não ativos: ${ids.join(', ')}`,
    waitForGroups: () => 'O RDS está aplicando uma mudança dos grupos: espere um minuto',
    admit: (ids, port, clients) => `${ids.join(', ')}: a porta ${port} está aberta para ${clients.join(', ')}`,
    admitNobody: (ids, port) => `${ids.join(', ')}: ninguém entra na porta ${port}`,
    admitsEverybody: (id, port, range) => `${id} deixa a internet entrar na porta ${port}: ${range}`,
    admitsPublic: (id, port, range) => `${id} deixa endereços públicos entrarem na porta ${port}: ${range}`,
    revoke: (id, rule, region) =>
      'Indique os clientes na prop clients e tire a regra: aws ec2 revoke-security-group-ingress ' +
      `--group-id ${id} --ip-permissions '${rule}' --region ${region}`,
    badFrom: (from) => `--from ${from} não é um id de security group; escreva como sg-0123456789abcdef0`,
    noSuchGroup: (id, region) => `não há security group ${id} em ${region}`,
    nameOther: () => 'Indique o grupo do cliente com --from, e a região dele com --region',
    pathIsOpen: (from, port) => `as regras deixam ${from} chegar à porta ${port}`,
    otherVpc: (id, vpc, own) => `${id} está em ${vpc}, e o banco em ${own}`,
    routeBetween: () =>
      'As duas precisam de uma conexão de peering ou de um transit gateway, e de rotas de ida e volta',
    keptOut: (from, ids, port) => `${ids.join(', ')} não deixa ${from} entrar na porta ${port}`,
    inByAddress: (from, ids, addresses) =>
      `${ids.join(', ')} deixa entrar ${addresses.join(', ')}, sem citar ${from}: é preciso ter um desses endereços`,
    nameClient: (from) => `Indique ${from} na prop clients e faça o deploy`,
    keptIn: (id, ids, port) => `${id} não deixa sair nada para ${ids.join(', ')} na porta ${port}`,
    outByAddress: (id, addresses, blocks) =>
      `${id} só deixa sair para ${addresses.join(', ')}, e o banco está em ${blocks.join(', ') || '?'}`,
    addEgress: (id, target, port, region) =>
      `Deixe sair: aws ec2 authorize-security-group-egress --group-id ${id} --region ${region} ` +
      `--ip-permissions 'IpProtocol=tcp,FromPort=${port},ToPort=${port},UserIdGroupPairs=[{GroupId=${target}}]'`,
    secretsByEndpoint: (id) => `a rotação chega por ${id}`,
    secretsOnTheWayOut: (vpc) => `a rotação chega por fora de ${vpc}, por um NAT gateway ou parecido`,
    secretsOutOfReach: (subnets, vpc) =>
      `não há saída de ${subnets.join(', ')} nem endpoint em ${vpc}: nenhuma senha rotaciona`,
    addEndpoint: () =>
      'Faça o deploy de novo: em sub-redes isoladas a biblioteca cria um endpoint, ou usa secretsManagerEndpoint',
    secretsWithoutDns: (ids) =>
      `${ids.join(', ')} não tem DNS privado, e as funções usam o nome público: nenhuma senha rotaciona`,
    turnPrivateDnsOn: (id) =>
      'Indique o endpoint em secretsManagerEndpoint, ou ligue o DNS privado dele: ' +
      `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --private-dns-enabled`,
    endpointNotReady: (id, state) => `${id} está ${state}`,
    waitForEndpoint: () => 'Espere ficar available, ou veja o motivo no console da VPC',
    endpointRefuses: (id, ids) => `${id} não deixa ${ids.join(', ')} entrar na porta 443: nenhuma senha rotaciona`,
    admitFunctions: (targets, ids) =>
      `Deixe as funções entrarem: aws ec2 authorize-security-group-ingress --group-id ${targets[0] ?? '?'} ` +
      `--protocol tcp --port 443 --source-group ${ids[0]}`,
    functionsKeptIn: (ids, id) =>
      `${ids.join(', ')} não deixa sair nada para ${id} na porta 443: nenhuma senha rotaciona`,
    deployAgain: () => 'A biblioteca cria esta regra: alguém a tirou. Faça o deploy de novo, depois de cdk drift',
    noSecret: (identifier) => `não há segredo ${identifier}, ou estas credenciais não podem listá-lo`,
    createSecret: () => 'Faça o deploy de novo: a stack cria o segredo',
    rotateSecret: (name) =>
      `A senha não é a do banco. Há uma rotação em andamento? Se não, rotacione ${name}: ` +
      'explain RotationFailed diz como',
    unreachable: () => 'o banco não responde daqui',
    refused: (name, reason) => `${name}: ${reason}`,
    otherHost: (name, host) => `${name} indica outro host: ${host}`,
    updateHost: () => 'A instância foi restaurada ou renomeada: faça o deploy de novo para o segredo indicar esta',
    logsIn: (username, name) => `${username} entra com ${name}`,
    tlsForced: (version) => (version ? `obrigatório; esta conexão tem ${version}` : 'obrigatório'),
    tlsNotForced: () => 'os clientes podem dispensar',
    forceTls: () => 'Defina rds.force_ssl como 1 no grupo: a biblioteca faz isso, então alguém mudou à mão',
    plainSessions: (count) => (count === 1 ? '1 sessão está sem' : `${count} sessões estão sem`),
    findPlain: () => 'Veja pg_stat_ssl, e use sslmode=verify-full na origem delas',
    shownCertificate: (until) => `o servidor mostra um válido até ${until}`,
    renewCertificate: () => 'Renove: aws rds modify-db-instance --certificate-rotation-restart, em um horário calmo',
    waitsForRestart: (names) => `esperam um reinício: ${names.join(', ')}`,
    restart: (identifier) =>
      `Reinicie em um horário calmo: aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    drift: (entries) => `o servidor roda com valores diferentes dos do grupo: ${entries.join(', ')}`,
    applyGroup: (identifier) =>
      'Uma mudança do grupo está em andamento ou espera um reinício: ' +
      `aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    noDrift: (count) =>
      count === 1 ? 'o servidor roda com o que o grupo define' : `o servidor roda com os ${count} do grupo`,
    badQualifier: (qualifier) => `--qualifier ${qualifier} não é válido: até dez letras, dígitos, hifens e sublinhados`,
    noBootstrap: (parameter, region) =>
      `não há parâmetro ${parameter} em ${region}, ou o bootstrap tem outro --qualifier`,
    bootstrap: (qualifier) => `Rode npx cdk bootstrap --qualifier ${qualifier} com a CLI mais nova`,
    bootstrapVersion: (version) => `versão ${version}`,
    isRoot: () => 'o usuário root da conta pode tudo',
    maySeeAll: (identity) => `${identity} pode o que os comandos fazem`,
    mayNotRead: (identity, commands) => `${identity} não tem para ${commands.join(', ')}`,
    mayNotWrite: (identity, commands) => `${identity} não muda nada, pois não tem para ${commands.join(', ')}`,
    seePolicies: () => 'docs/command-line-permissions.md tem a política de cada comando',
    permissionsUnknown: (arn) =>
      arn
        ? `${arn} não é usuário nem role, então não há como simular as permissões`
        : 'estas credenciais não podem ver as próprias permissões',
    allowSimulation: () =>
      'Permita iam:SimulatePrincipalPolicy e iam:GetRole, ou compare com docs/command-line-permissions.md',
  },
};
