import { DiagnosisMessages } from './diagnosis-messages';

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
    calls: (count) => `${count} chamadas`,
    mean: (time) => `média ${time}`,
    max: (time) => `máx ${time}`,
    rows: (count) => `${count} linhas`,
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
      'Esperam por uma transação preparada: veja pg_prepared_xacts e, como dono, use COMMIT PREPARED ou ROLLBACK PREPARED',
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
      'Nenhuma outra mudança de armazenamento por seis horas, nem antes do fim da otimização; o autoscaling também espera',
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
};
