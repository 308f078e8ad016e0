import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * The credentials of a Lambda function, which Lambda puts into its environment. In the bundles of the functions this
 * stands in for the package @aws-sdk/credential-provider-node: its other sources, such as SSO, profiles and processes,
 * do not exist there, and would be a third of the code.
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
