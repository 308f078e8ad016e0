/* Nothing of aws-cdk-lib here: the bundle of a function has this file. */

/** What the name of a region looks like, in every partition (`eusc-de-east-1`). */
export const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
