package io.github.edimilsonldutra.oficina;

import io.github.cdklabs.cdknag.HIPAASecurityChecks;
import io.github.cdklabs.cdknag.NIST80053R5Checks;
import io.github.cdklabs.cdknag.PCIDSS321Checks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Validations;

/** The prod database of the workshop system. */
public final class DatabaseApp {

    private DatabaseApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();
        // Every synthesis checks the compliance packs: a finding that nobody has answered for fails it. Once Maven
        // Central has aws-cdk-lib 2.271.0, add AwsSolutionsChecks: older releases miss answers of the library to it.
        Validations.of(app).addPlugins(
                new HIPAASecurityChecks(app),
                new NIST80053R5Checks(app),
                new PCIDSS321Checks(app));

        new DatabaseStack(app, "oficina-database-prod", StackProps.builder()
                .description("PostgreSQL of the workshop system, prod")
                .terminationProtection(true)
                // Both are written out, or known from the credentials: the stack of the other region is of the same
                // account.
                .env(Environment.builder()
                        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
                        .region("us-east-1")
                        .build())
                .build());

        app.synth();
    }
}
