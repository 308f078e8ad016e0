/*
 * The validator of templates takes seconds to start. The tests in test/compliance turn it on where they need it; the others look at
 * single properties.
 */
process.env.CDK_VALIDATION = 'false';
