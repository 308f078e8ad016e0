/*
 * The validator of templates takes seconds to start. The tests in test/compliance turn it on where they need it; the
 * others look at single properties.
 */
process.env.CDK_VALIDATION = 'false';

/*
 * Two things that cost CDK a third of its time and that these tests do not read: the stack trace of each construct and
 * token, and a copy of the functions' code beside each template. The tests of the examples deploy from such copies.
 */
process.env.CDK_DISABLE_STACK_TRACE = '1';
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-asset-staging': true,
});
