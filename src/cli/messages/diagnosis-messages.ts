import type { DIAGNOSIS_ENGLISH } from './diagnosis-english';

/** Every text of the commands that look for causes. A language that lacks one does not compile. */
export type DiagnosisMessages = typeof DIAGNOSIS_ENGLISH;
