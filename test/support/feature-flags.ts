import { readFileSync } from 'fs';

/** The feature flags that `cdk init` sets, according to the newest aws-cdk-lib. */
export const RECOMMENDED_FLAGS: Record<string, unknown> = JSON.parse(
  readFileSync(require.resolve('aws-cdk-newest/recommended-feature-flags.json'), 'utf8'),
);
