/*
 * The validator of templates takes seconds to start. The tests in test/compliance turn it on where they need it; the
 * others look at single properties.
 */
process.env.CDK_VALIDATION = 'false';

/* CDK keeps a stack trace of each construct and token, which costs a fifth of the time and which no test reads. */
process.env.CDK_DISABLE_STACK_TRACE = '1';
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true, 'aws:cdk:disable-asset-staging': true });
