import io.github.edimilsonldutra.oficinapostgres.AlarmOverride;
import io.github.edimilsonldutra.oficinapostgres.AlarmOverrides;
import io.github.edimilsonldutra.oficinapostgres.EnvironmentProfile;
import io.github.edimilsonldutra.oficinapostgres.OficinaPostgres;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;

/** A string where a number belongs, in an override. */
final class ThresholdAsText {

    static OficinaPostgres database(final Stack stack, final IVpc vpc) {
        return OficinaPostgres.Builder.create(stack, "Database")
                .vpc(vpc)
                .profile(EnvironmentProfile.dev())
                .alarmOverrides(AlarmOverrides.builder()
                        .highCpu(AlarmOverride.builder().threshold("70").build())
                        .build())
                .build();
    }
}
