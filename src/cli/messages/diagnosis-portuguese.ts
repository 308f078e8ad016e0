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
};
