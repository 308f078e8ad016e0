import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.edimilsonldutra.oficinapostgres.AlarmOverride;
import io.github.edimilsonldutra.oficinapostgres.AlarmOverrides;
import io.github.edimilsonldutra.oficinapostgres.BootstrapSql;
import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.rds.PostgresEngineVersion;
import software.amazon.awscdk.services.sns.Topic;

/**
 * Makes the mistakes of test/languages/mistakes.ts that compile. Writes the messages as JSON, by the id of the mistake,
 * into the file that the first argument names; a mistake that passes has the message "".
 */
public final class Mistakes {

    private static final String URL = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue";

    private final Map<String, String> messages = new LinkedHashMap<>();

    private Mistakes() {
    }

    public static void main(final String[] args) throws IOException {
        final Mistakes mistakes = new Mistakes();
        mistakes.makeThoseOfEveryLanguage();
        mistakes.makeThoseOfJava();
        mistakes.makeWhatIsNone();
        new ObjectMapper().writeValue(new File(args[0]), mistakes.messages);
    }

    private void makeThoseOfEveryLanguage() {
        make("public-subnets", stack -> database(stack)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .build());
        make("no-such-subnets", stack -> database(stack)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                .build());
        make("retired-engine-version", stack -> database(stack)
                .engineVersion(PostgresEngineVersion.of("15.4", "15"))
                .build());
        make("unknown-instance-class", stack -> database(stack)
                .instanceType(new InstanceType("r99g.large"))
                .build());
        make("unknown-parameter", stack -> database(stack).parameters(Map.of("max_conections", "100")).build());
        make("iops-of-small-storage", stack -> database(stack)
                .iops(12000)
                .allocatedStorage(Size.gibibytes(100))
                .maxAllocatedStorage(Size.gibibytes(500))
                .build());
        make("empty-alarm-override", stack -> database(stack)
                .alarmOverrides(AlarmOverrides.builder().highCpu(AlarmOverride.builder().build()).build())
                .build());
        make("impossible-threshold", stack -> database(stack)
                .alarmOverrides(AlarmOverrides.builder()
                        .highCpu(AlarmOverride.builder().threshold(170).build())
                        .build())
                .build());
        make("pager-duty-url-in-plain-text", stack -> database(stack)
                .pagerDutyIntegrationUrl(SecretValue.unsafePlainText(URL))
                .build());
        make("reserved-user-name", stack -> database(stack).masterUsername("admin").build());
        make("identifier-with-underscore", stack -> database(stack).instanceIdentifier("oficina_db").build());
        make("profile-name-with-underscore", stack -> EnvironmentProfile.custom("pre_prod", EnvironmentProfile.dev()));
        make("single-zone-production", stack -> database(stack)
                .profile(EnvironmentProfile.prod())
                .multiAz(false)
                .build());
        make("production-without-account", stack -> database(newStack(null))
                .profile(EnvironmentProfile.prod())
                .build());
        make("malformed-window", stack -> database(stack).backupWindow("3:00-4:00").build());
        make("unknown-log", stack -> database(stack).logExports(List.of("postgres")).build());
        make("missing-sql-file", stack -> BootstrapSql.fromFile("sql/nowhere.sql"));
    }

    private void makeThoseOfJava() {
        make("missing-vpc", stack -> OficinaPostgres.Builder.create(stack, "Database")
                .profile(EnvironmentProfile.dev())
                .build());
        make("null-in-a-list", stack -> database(stack).alarmEmails(Arrays.asList((String) null)).build());
        make("own-key", stack -> database(stack).encryptionKey(new OwnKey(new Key(stack, "Key"))).build());
        make("client-of-null", stack -> database(stack).clients(List.of(new OwnClient(null))).build());
    }

    private void makeWhatIsNone() {
        make("own-topic", stack -> database(stack).alarmTopic(new OwnTopic(new Topic(stack, "Topic"))).build());
        make("own-client", stack -> {
            final OficinaPostgres.Builder database = database(stack);
            final IVpc vpc = (IVpc) stack.getNode().findChild("Vpc");
            final ISecurityGroup group = SecurityGroup.Builder.create(stack, "Client").vpc(vpc).build();
            final Connections connections = Connections.Builder.create().securityGroups(List.of(group)).build();
            database.clients(List.of(new OwnClient(connections))).build();
        });
    }

    private void make(final String id, final Consumer<Stack> mistake) {
        final Stack stack = newStack("111122223333");
        try {
            mistake.accept(stack);
            ((App) stack.getNode().getRoot()).synth();
            messages.put(id, "");
        } catch (final RuntimeException refused) {
            messages.put(id, refused.getMessage());
        }
    }

    private static Stack newStack(final String account) {
        return new Stack(new App(), "Stack", StackProps.builder()
                .env(Environment.builder().account(account).region("us-east-1").build())
                .build());
    }

    /** A database of the dev profile, in a VPC of its own. */
    private static OficinaPostgres.Builder database(final Stack stack) {
        final IVpc vpc = Vpc.Builder.create(stack, "Vpc")
                .availabilityZones(List.of("us-east-1a", "us-east-1b"))
                .natGateways(0)
                .subnetConfiguration(List.of(
                        subnets("isolated", SubnetType.PRIVATE_ISOLATED), subnets("public", SubnetType.PUBLIC)))
                .build();
        return OficinaPostgres.Builder.create(stack, "Database").vpc(vpc).profile(EnvironmentProfile.dev());
    }

    private static SubnetConfiguration subnets(final String name, final SubnetType type) {
        return SubnetConfiguration.builder().name(name).subnetType(type).build();
    }

    /** A user's own class with connections. */
    private static final class OwnClient implements IConnectable {

        private final Connections connections;

        OwnClient(final Connections connections) {
            this.connections = connections;
        }

        @Override
        public Connections getConnections() {
            return connections;
        }
    }
}
