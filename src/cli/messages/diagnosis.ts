import { DIAGNOSIS_ENGLISH } from './diagnosis-english';
import { DiagnosisMessages } from './diagnosis-messages';
import { DIAGNOSIS_PORTUGUESE } from './diagnosis-portuguese';
import { Locale } from './locale';

/** The texts of the commands that look for causes, in the language of the user. */
export function diagnosisMessages({ name }: Locale): DiagnosisMessages {
  return name === 'pt-BR' ? DIAGNOSIS_PORTUGUESE : DIAGNOSIS_ENGLISH;
}
