import { writeAssetManifest } from './support/asset-manifest';

/** The last step of `npx projen bundle`: what assets/ holds, and from which sources. */
writeAssetManifest();
