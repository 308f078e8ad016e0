import io.github.edimilsonldutra.oficinapostgres.AuditClass;
import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** A value that an enum does not have. */
final class MisspeltAuditClass {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .auditClasses(List.of(AuditClass.DLL))
                .build();
    }
}
