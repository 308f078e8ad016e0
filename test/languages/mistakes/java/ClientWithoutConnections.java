import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** A class of its own without the interface of a client. */
final class ClientWithoutConnections {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .clients(List.of(new Service()))
                .build();
    }

    /** Has no connections. */
    static final class Service {
    }
}
