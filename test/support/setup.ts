/*
 * The template validator takes seconds to start. The tests in test/compliance turn it on if they need it; the others
 * check single properties.
 */
process.env.CDK_VALIDATION = 'false';

/*
 * Two features that take a third of CDK's time and that these tests do not use: the stack trace of each construct and
 * token, and a copy of the functions' code beside each template. The tests of the examples deploy such copies.
 */
process.env.CDK_DISABLE_STACK_TRACE = '1';
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-asset-staging': true,
});
