import { mkdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { bundleFunctions } from './support/package';
import { main, say } from './support/run';
import { sbom, SBOM_FILE, sbomProblems } from './support/sbom';

/** `npx projen sbom`: writes dist/sbom.json for the package as it is in the working tree. */
main(async () => {
  await bundleFunctions();
  const json = sbom();
  const problems = await sbomProblems(json);
  if (problems !== undefined) throw new Error(`the SBOM is not valid: ${JSON.stringify(problems, undefined, 2)}`);
  mkdirSync(path.dirname(SBOM_FILE), { recursive: true });
  writeFileSync(SBOM_FILE, json);
  say(`${path.relative(process.cwd(), SBOM_FILE)}: ${JSON.parse(json).components.length} components`);
});
