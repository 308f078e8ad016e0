import { DiagnosisMessages } from './diagnosis-messages';

/** The texts of the commands that look for causes, in Brazilian Portuguese. */
export const DIAGNOSIS_PORTUGUESE: DiagnosisMessages = {
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
