import * as path from 'path';
import { writeGoReadme } from './support/package-readme';
import { ROOT } from './support/root';
import { main } from './support/run';

/** The last step of `npx projen package:go`: the README that pkg.go.dev shows. */
main(async () => writeGoReadme(path.join(ROOT, 'dist', 'go', 'oficinapostgres')));
