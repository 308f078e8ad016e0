import { writeAssetManifest } from './support/asset-manifest';

/** The last step of `npx projen bundle`: writes what assets/ contains, and from which sources. */
writeAssetManifest();
