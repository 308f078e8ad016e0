import io.github.edimilsonldutra.oficinapostgres.AlarmOverride;
import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** Overrides in their old form, a map by the ids of the alarms. */
final class AlarmsByMap {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .alarmOverrides(Map.of("HighCPU", AlarmOverride.builder().threshold(70).build()))
                .build();
    }
}
