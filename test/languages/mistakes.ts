/*
 * Mistakes that are easy to make, by the ids that test/languages/mistakes/ gives them in each language, and what their
 * messages have to say: the prop as it was meant, and the way out.
 */

type Mistakes = Record<string, string[]>;

/** Mistakes that the library itself refuses. The messages are the same in every language. */
export const REFUSED_BY_THE_LIBRARY: Mistakes = {
  'public-subnets': [
    'vpcSubnets must not be public: the internet must not reach the database, got Stack/Vpc/publicSubnet1',
    'leave vpcSubnets out, or choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
  ],
  'no-such-subnets': [
    'vpcSubnets must choose subnets that the VPC has',
    "There are no 'Private' subnet groups in this VPC",
    'choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED',
  ],
  'retired-engine-version': [
    'engineVersion must be a release that RDS still creates, got 15.4',
    'pin only the major version, rds.PostgresEngineVersion.VER_15, or one of 15.',
  ],
  'unknown-instance-class': [
    "instanceType must be an instance class that RDS for PostgreSQL has, got 'r99g.large'; families: t3, t4g,",
    'give instanceCapacity, such as vcpus 2 and memory Size.gibibytes(16)',
  ],
  'unknown-parameter': ['parameters must hold', 'got max_conections; did you mean max_connections?'],
  'iops-of-small-storage': [
    'iops can be set from 400 GiB of gp3 on; below that RDS gives 3000, got 12000 with 100 GiB',
    'leave it out, or raise allocatedStorage to Size.gibibytes(400)',
  ],
  'empty-alarm-override': [
    'alarmOverrides must say what changes in each alarm that they name, got nothing for highCpu',
    'as in highCpu with threshold 70 and evaluationPeriods 3, or leave the alarm out',
  ],
  'impossible-threshold': [
    'alarmOverrides must have thresholds that can be crossed, got highCpu: 170',
    'highCpu takes 1 to 99 percent',
  ],
  'pager-duty-url-in-plain-text': [
    'pagerDutyIntegrationUrl must be read from a secret at deployment',
    'got plain text; keep the URL in Secrets Manager',
  ],
  'reserved-user-name': [
    "masterUsername must not be a name that PostgreSQL or RDS reserves, got 'admin'",
    "choose one like 'oficina_admin'",
  ],
  'identifier-with-underscore': [
    'instanceIdentifier must be 1 to 63 lower-case letters, digits and single hyphens',
    "got 'oficina_db'; choose one like 'oficina-db-prod'",
  ],
  'profile-name-with-underscore': [
    "the profile's name must be 1 to 40 lower-case letters, digits and single hyphens",
    "got 'pre_prod'; it becomes part of the instance identifier: choose one like 'homologacao'",
  ],
  'single-zone-production': [
    'multiAz must be true in production, got false',
    'leave it out, or set allowSingleAz: true',
  ],
  'production-without-account': [
    'crossRegionBackup needs a stack whose account and region are written out',
    'give the stack an env with the account of the environment variable CDK_DEFAULT_ACCOUNT and the region ' +
      "'us-east-1'",
    'or choose CrossRegionBackup.none()',
  ],
  'malformed-window': [
    "backupWindow must have the form hh:mm-hh:mm in UTC, got '3:00-4:00'; choose one like '03:00-04:00'",
  ],
  'unknown-log': ['logExports must name each log once', "got ['postgres']; take from postgresql, upgrade"],
  'missing-sql-file': [
    "the file of BootstrapSql.fromFile() must exist, got 'sql/nowhere.sql' (/",
    'join its path to the folder of the source file that names it',
  ],
  'key-without-ref': [
    'encryptionKey must be a KMS key, got one without keyRef',
    'give a class of your own every member of the interface',
  ],
  'topic-without-policy': [
    'alarmTopic must be an SNS topic, got one without addToResourcePolicy',
    'give a class of your own every member of the interface',
  ],
  'client-without-connections': [
    'clients must be a list of security groups, or of constructs with connections',
    'write it like [securityGroup, authFunction]',
  ],
};

/** Mistakes that the generated code in Python refuses, or the runtime of jsii behind it. */
export const REFUSED_BY_PYTHON: Mistakes = {
  'misspelt-prop': ["unexpected keyword argument 'alocated_storage'"],
  'prop-in-camel-case': ["unexpected keyword argument 'instanceType'"],
  'missing-profile': ["missing 1 required keyword-only argument: 'profile'"],
  'size-as-text': ['allocated_storage must be one of (aws_cdk.Size, NoneType); got str instead'],
  'duration-as-number': ['backup_retention must be one of (aws_cdk.Duration, NoneType); got int instead'],
  'profile-as-text': ['profile must be oficina_postgres.EnvironmentProfile; got str instead'],
  'privileges-as-text': ['privileges must be oficina_postgres.UserPrivileges; got str instead'],
  'factory-that-is-not-called': ['profile must be oficina_postgres.EnvironmentProfile; got method instead'],
  'misspelt-alarm': ["AlarmOverrides.__init__() got an unexpected keyword argument 'hihg_cpu'"],
  'misspelt-alarm-in-dict': ["AlarmOverrides.__init__() got an unexpected keyword argument 'hihg_cpu'"],
  'old-alarm-overrides': ["AlarmOverrides.__init__() got an unexpected keyword argument 'HighCPU'"],
  'field-in-camel-case': ["AlarmOverride.__init__() got an unexpected keyword argument 'evaluationPeriods'"],
  'list-as-text': ["Key 'alarmEmails'", 'Value is not an array'],
  'vpc-as-text': ["Key 'vpc': Unable to deserialize value as aws-cdk-lib.aws_ec2.IVpc", "'vpc-0123456789abcdef0'"],
  'client-as-text': ["Key 'clients'", 'Index 0: Unable to deserialize value as aws-cdk-lib.aws_ec2.IConnectable'],
  'time-without-zone': ['Naive datetimes are not supported'],
};

/** What looks like a mistake, and works. */
export const ACCEPTED = ['alarm-overrides-as-dict', 'own-key', 'own-topic', 'own-client'];

/** Mistakes of the library's table that no compiler lets through: types whose interface lacks members. */
const REFUSED_BY_COMPILERS = ['key-without-ref', 'topic-without-policy', 'client-without-connections'];

/** Mistakes that the library refuses in Java and Go alone. */
const REFUSED_IN_JAVA_AND_GO: Mistakes = {
  'own-key': [
    'encryptionKey must be a KMS key, got a class of your own, whose methods jsii cannot all call in Java and Go',
    'pass what aws-cdk-lib makes',
  ],
};

/** The mistakes that a program in Java or Go can make and compile, with those of its language. */
export function compiledMistakes(ofLanguage: Mistakes): Mistakes {
  const everywhere = Object.entries(REFUSED_BY_THE_LIBRARY).filter(([id]) => !REFUSED_BY_COMPILERS.includes(id));
  return { ...Object.fromEntries(everywhere), ...REFUSED_IN_JAVA_AND_GO, ...ofLanguage };
}
