import { initDbSql, writeScripts } from '../src/bootstrap/bootstrap-code';
import { handlerFolder } from '../src/functions/database-function';

/** Puts scripts/init-db.sql into the bundle of the function that runs it; a part of `npx projen bundle`. */
writeScripts(handlerFolder('bootstrap function'), [initDbSql()]);
