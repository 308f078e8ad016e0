import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** A string where a Size belongs. */
final class SizeAsText {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .allocatedStorage("100")
                .build();
    }
}
