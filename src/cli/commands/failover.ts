import { DBInstance, DescribeDBInstancesCommand, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { explainFailure } from '../aws/aws-failure';
import { Database } from '../aws/database';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { goingOn } from '../going-on';
import { confirm } from '../output/questions';
import { connect, ConnectionOptions, disconnect } from '../postgres/connection';
import { readLogin } from '../postgres/login';
import { measureOutage, Outage } from '../postgres/outage';
import { explainPostgres } from '../postgres/postgres-failure';
import { openWay } from '../postgres/way';
import { waitFor } from '../wait';

/** The options of `failover`. */
export interface FailoverOptions extends ConnectionOptions {
  readonly yes?: boolean;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html: 60 to 120 seconds. */
const WAIT_MILLIS = 15 * 60_000;

/** RDS may show the new zone some minutes after clients are there. */
const ZONE_MILLIS = 5 * 60_000;

/** A client that has not logged in by then gets no answer. */
const ATTEMPT_MILLIS = 2_000;

/** A client that connects again and again. */
interface Probe {
  /** @throws CommandFailure if there is no answer */
  readonly attempt: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `failover`: moves a Multi-AZ instance to its standby, and measures how long clients get no answer. */
export const run: Command<FailoverOptions> = async (context, options) => {
  const { account, identifier, terminal, messages } = context;
  const database = await context.database();
  const { MultiAZ: hasStandby, DBInstanceStatus: state = '?', AvailabilityZone: before = '?' } = database.instance;
  if (!hasStandby) throw new CommandFailure(messages.failover.noStandby(identifier), ExitCode.REFUSED);
  if (state !== 'available') {
    throw new CommandFailure(messages.failover.notAvailable(identifier, state), ExitCode.REFUSED);
  }
  const probe = await openProbe(context, database, options);
  try {
    terminal.note(messages.failover.plan(identifier, before, database.instance.SecondaryAvailabilityZone));
    await confirm(terminal, messages, messages.questions.goOn(), options.yes);
    await account.rds().send(new RebootDBInstanceCommand({ DBInstanceIdentifier: identifier, ForceFailover: true }));
    const { outage, after } = await goingOn(context, messages.failover.goesOn(identifier), () =>
      terminal.progress(messages.failover.waiting(identifier), () => watch(context, before, probe)),
    );
    const outageSeconds = outage?.millis === undefined ? null : outage.millis / 1000;
    terminal.result({ identifier, before, after, measured: outage !== undefined, outageSeconds }, () =>
      [messages.failover.zones(identifier, before, after), describe(context, outage)].join('\n'),
    );
    if (outage && !outage.isOver) throw new CommandFailure(messages.failover.noAnswer(identifier));
    return ExitCode.OK;
  } finally {
    await probe?.close();
  }
};

/** Opens the way for the attempts, and tries one. Without an answer the failover can go on, unmeasured. */
async function openProbe(
  context: CommandContext,
  database: Database,
  options: FailoverOptions,
): Promise<Probe | undefined> {
  const { terminal, messages } = context;
  try {
    const login = await readLogin(context, database, options);
    const way = await openWay(context, database, options.via);
    const limits = { connectMillis: ATTEMPT_MILLIS, statementMillis: ATTEMPT_MILLIS };
    const attempt = async () => {
      try {
        const client = await connect(context, way, login, limits);
        await client.query('SELECT 1').finally(() => disconnect(client));
      } catch (error) {
        throw explainPostgres(error, `${way.host}:${way.port}`, login.username, messages);
      }
    };
    try {
      await attempt();
    } catch (error) {
      await way.close();
      throw error;
    }
    return { attempt, close: way.close };
  } catch (error) {
    const failure = explainFailure(error, messages);
    if (failure.exitCode === ExitCode.USAGE) throw failure;
    terminal.note(messages.failover.unmeasured(failure.message));
    return undefined;
  }
}

/** Waits until RDS has moved the instance and clients get answers. */
async function watch(
  context: CommandContext,
  before: string,
  probe: Probe | undefined,
): Promise<{ outage?: Outage; after: string }> {
  const end = Date.now() + WAIT_MILLIS;
  let hasMoved = false;
  const [outage, after] = await Promise.all([
    probe && measureOutage(probe.attempt, () => hasMoved, end),
    zoneAfter(context, before).finally(() => (hasMoved = true)),
  ]);
  return { outage, after };
}

/** Waits until the instance is available in another zone, and returns the zone. */
function zoneAfter({ account, identifier, messages }: CommandContext, before: string): Promise<string> {
  const begun = Date.now();
  return waitFor(
    async () => {
      const { DBInstances: instances = [] } = await account
        .rds()
        .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
      const { DBInstanceStatus: state, AvailabilityZone: zone = '?' }: Partial<DBInstance> = instances[0] ?? {};
      const hasMoved = zone !== before || Date.now() - begun > ZONE_MILLIS;
      return state === 'available' && hasMoved ? zone : undefined;
    },
    WAIT_MILLIS,
    () => new CommandFailure(messages.failover.goesOn(identifier)),
  );
}

function describe({ locale, messages }: CommandContext, outage: Outage | undefined): string {
  if (!outage) return messages.failover.notMeasured();
  if (outage.millis === undefined) return messages.failover.noOutage();
  return messages.failover.outage(locale.number(outage.millis / 1000, 1));
}
