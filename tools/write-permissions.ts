import { readFileSync, writeFileSync } from 'fs';
import { COMMAND_ACTIONS_FILE, commandActions, PERMISSIONS_PAGE, permissionsPage } from './support/command-permissions';

/*
 * `npm run permissions` writes docs/command-line-permissions.md, and the actions of the commands that doctor looks at,
 * from the calls that the rehearsals have recorded.
 */

writeFileSync(PERMISSIONS_PAGE, permissionsPage());
// A source that is newer than the library would have it compiled again.
if (readFileSync(COMMAND_ACTIONS_FILE, 'utf8') !== commandActions()) {
  writeFileSync(COMMAND_ACTIONS_FILE, commandActions());
}
