import io.github.edimilsonldutra.oficinapostgres.*;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.cloudwatch.*;
import software.amazon.awscdk.services.ec2.*;
import software.amazon.awscdk.services.ec2.InstanceType; // rds has one too
import software.amazon.awscdk.services.ecs.*;
import software.amazon.awscdk.services.eks.*;
import software.amazon.awscdk.services.iam.*;
import software.amazon.awscdk.services.lambda.*;
import software.amazon.awscdk.services.rds.*;
import software.amazon.awscdk.services.sns.subscriptions.*;

/** What an example in README or in a docstring may rely on, imports included: rosetta/default.ts-fixture in Java. */
abstract class Fixture extends Stack {
    IVpc vpc;
    Function chatFunction;
    IMetric checkouts;
    Function authFunction;
    ISecurityGroup authLambdaSecurityGroup;
    ISecurityGroup eksNodeSecurityGroup;
    Role migrationRole;
    OficinaPostgres database;
    software.amazon.awscdk.services.ecs.ICluster ecsCluster;
    software.amazon.awscdk.services.eks.ICluster eksCluster;
    java.time.Instant beforeTheMistake;
}
