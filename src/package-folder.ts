import * as path from 'path';

/**
 * The folder of the package, where package.json, assets/ and scripts/ are. This file must stay directly in src/: the
 * folder is then right both from src/ and from lib/index.js, into which the whole library is bundled.
 */
export const PACKAGE_FOLDER = path.join(__dirname, '..');
