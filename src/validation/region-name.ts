/* This file must not import aws-cdk-lib, because the bundle of a function contains it. */

/** Matches the name of a region of any partition, such as `eusc-de-east-1`. */
export const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
