import { writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/root';
import { contractsOfProfiles } from '../test/contract/stateful-contract';

/**
 * `npm run contract:accept`: writes the stateful contract of the current sources. Read the diff before you commit it.
 */
const file = path.join(ROOT, 'test', 'contract', 'stateful-contract.json');
writeFileSync(file, `${JSON.stringify(contractsOfProfiles(), undefined, 2)}\n`);
console.log(`wrote ${path.relative(ROOT, file)}: read its diff before you commit it`);
