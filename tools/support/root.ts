import * as path from 'path';

/** The root of the repository. */
export const ROOT = path.resolve(__dirname, '..', '..');
