import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** The URL of PagerDuty, in plain text where a SecretValue belongs. */
final class UrlAsText {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .pagerDutyIntegrationUrl("https://events.pagerduty.com/integration/0123456789abcdef/enqueue")
                .build();
    }
}
