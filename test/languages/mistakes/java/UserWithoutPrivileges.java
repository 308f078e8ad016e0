import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** A user without its privileges. */
final class UserWithoutPrivileges {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        final OficinaPostgres database = OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .build();
        database.addApplicationUser("auth");
        return database;
    }
}
