import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.interfaces.ResourceEnvironment;
import software.amazon.awscdk.interfaces.kms.KeyReference;
import software.amazon.awscdk.services.iam.AddToResourcePolicyResult;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.IConstruct;
import software.constructs.IMixin;
import software.constructs.Node;

/** A user's own class that stands in for a key. */
final class OwnKey implements IKey {

    private final IKey real;

    OwnKey(final IKey real) {
        this.real = real;
    }

    @Override
    public Alias addAlias(final String alias) {
        return real.addAlias(alias);
    }

    @Override
    public AddToResourcePolicyResult addToResourcePolicy(final PolicyStatement statement) {
        return real.addToResourcePolicy(statement);
    }

    @Override
    public AddToResourcePolicyResult addToResourcePolicy(final PolicyStatement statement, final Boolean allowNoOp) {
        return real.addToResourcePolicy(statement, allowNoOp);
    }

    @Override
    public void applyRemovalPolicy(final RemovalPolicy removalPolicy) {
        real.applyRemovalPolicy(removalPolicy);
    }

    @Override
    public ResourceEnvironment getEnv() {
        return real.getEnv();
    }

    @Override
    public String getKeyArn() {
        return real.getKeyArn();
    }

    @Override
    public String getKeyId() {
        return real.getKeyId();
    }

    @Override
    public KeyReference getKeyRef() {
        return real.getKeyRef();
    }

    @Override
    public Node getNode() {
        return real.getNode();
    }

    @Override
    public Stack getStack() {
        return real.getStack();
    }

    @Override
    public Grant grant(final IGrantable grantee, final String... actions) {
        return real.grant(grantee, actions);
    }

    @Override
    public Grant grantDecrypt(final IGrantable grantee) {
        return real.grantDecrypt(grantee);
    }

    @Override
    public Grant grantEncrypt(final IGrantable grantee) {
        return real.grantEncrypt(grantee);
    }

    @Override
    public Grant grantEncryptDecrypt(final IGrantable grantee) {
        return real.grantEncryptDecrypt(grantee);
    }

    @Override
    public Grant grantGenerateMac(final IGrantable grantee) {
        return real.grantGenerateMac(grantee);
    }

    @Override
    public Grant grantSign(final IGrantable grantee) {
        return real.grantSign(grantee);
    }

    @Override
    public Grant grantSignVerify(final IGrantable grantee) {
        return real.grantSignVerify(grantee);
    }

    @Override
    public Grant grantVerify(final IGrantable grantee) {
        return real.grantVerify(grantee);
    }

    @Override
    public Grant grantVerifyMac(final IGrantable grantee) {
        return real.grantVerifyMac(grantee);
    }

    @Override
    public IConstruct with(final IMixin... mixins) {
        return real.with(mixins);
    }
}
