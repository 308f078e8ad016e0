import { writeFileSync } from 'fs';
import { NOTICES_FILE, thirdPartyNotices } from './support/third-party-notices';

/** `npm run notices`: writes THIRD-PARTY-NOTICES for the packages that esbuild puts into the bundles. */
writeFileSync(NOTICES_FILE, thirdPartyNotices());
