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
      'Esperam por uma transação preparada: veja pg_prepared_xacts e use COMMIT PREPARED ou ROLLBACK PREPARED como dono',
  },
};
