import { writeFileSync } from 'fs';
import { NOTICES_FILE, thirdPartyNotices } from './support/third-party-notices';

/** `npm run notices`: THIRD-PARTY-NOTICES, from what esbuild puts into the bundles. */
writeFileSync(NOTICES_FILE, thirdPartyNotices());
