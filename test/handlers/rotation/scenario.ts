import { randomUUID } from 'crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import {
  connect,
  DatabaseAddress,
  Login,
  refusesLogin,
  withConnection,
} from '../../../src/handlers/postgres/connection';
import { scramVerifier } from '../../../src/handlers/postgres/scram-verifier';
import { alternatingUsers } from '../../../src/handlers/rotation/alternating-users';
import { Rotation, rotate } from '../../../src/handlers/rotation/rotation';
import { RotationStep, STEPS } from '../../../src/handlers/rotation/rotation-event';
import { singleUser } from '../../../src/handlers/rotation/single-user';
import { SecretStore } from '../../../src/handlers/secrets/secret-store';
import { PostgresDatabase, PostgresServer } from '../../support/postgres';
import { MemorySecretStore } from '../../support/secret-store';

/** Every character that RDS allows in a password, including those that are special in SQL, shells and URLs. */
export const EVERY_CHARACTER = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
  .filter((character) => !'/\'"@'.includes(character))
  .join('');

/** Where a rotation fails. */
export interface Fault {
  /** Counted from 1 over all calls of Secrets Manager and all statements, BEGIN and COMMIT among them. */
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** The error with which an injected fault ends a rotation. */
export class Crash extends Error {}

/** A database, the secrets of its users, and rotations that fail at a chosen call. */
export class Scenario {
  static async make(server: PostgresServer, kind: 'single' | 'alternating'): Promise<Scenario> {
    const database = await server.createDatabase();
    const store = new MemorySecretStore();
    const masterArn = `arn:aws:secretsmanager:us-east-1:111122223333:secret:master-${randomUUID()}`;
    const userArn = `arn:aws:secretsmanager:us-east-1:111122223333:secret:user-${randomUUID()}`;
    store.create(masterArn, { ...database.master, engine: 'postgres' });
    const suffix = database.address.database.split('_').pop()!;
    const scenario = new Scenario(
      database,
      store,
      kind,
      kind === 'single' ? masterArn : userArn,
      masterArn,
      kind === 'single' ? database.master.username : `orders_${suffix}`,
    );
    if (kind === 'alternating') await scenario.makeUser();
    return scenario;
  }

  /** How many calls the last rotation has made. */
  calls = 0;
  /** What the rotations have logged. */
  readonly events: { event: string; details: Record<string, unknown> }[] = [];
  /** The address that the rotations use. */
  address: DatabaseAddress;
  /** How long a rotation may take, in milliseconds. */
  time = 20_000;

  private constructor(
    readonly database: PostgresDatabase,
    readonly store: MemorySecretStore,
    private readonly kind: 'single' | 'alternating',
    readonly secretArn: string,
    readonly masterArn: string,
    readonly username: string,
  ) {
    this.address = database.address;
  }

  /** Runs the function for one event. */
  async step(
    step: RotationStep,
    token: string,
    fault?: Fault,
    afterEach: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      this.calls++;
      const isHit = fault?.call === this.calls;
      if (isHit && fault.when === 'before') throw new Crash();
      const result = await work();
      await afterEach();
      if (isHit) throw new Crash();
      return result;
    };
    await rotate(this.rotation(call), { Step: step, SecretId: this.secretArn, ClientRequestToken: token });
  }

  /** All steps, in the order of Secrets Manager. */
  async rotate(
    token = this.store.startRotation(this.secretArn),
    fault?: Fault,
    afterEach?: () => Promise<void>,
  ): Promise<string> {
    this.calls = 0;
    for (const step of STEPS) await this.step(step, token, fault, afterEach);
    return token;
  }

  rotation(call = async <T>(work: () => Promise<T>) => work()): Rotation {
    const { store } = this;
    const faulty = new Proxy<SecretStore>(store, {
      get:
        (target, name: keyof SecretStore) =>
        (...args: unknown[]) =>
          call(() => (target[name] as (...a: unknown[]) => Promise<never>)(...args)),
    });
    return {
      store: faulty,
      secretArn: this.secretArn,
      strategy: this.kind === 'single' ? singleUser(this.username) : alternatingUsers(this.username, this.masterArn),
      deadline: Date.now() + this.time,
      log: (event, details) => this.events.push({ event, details }),
      connect: async (login) => {
        const client = await connect(this.address, login);
        const query = client.query.bind(client) as (...args: unknown[]) => Promise<never>;
        client.query = ((...args: unknown[]) => call(() => query(...args))) as unknown as Client['query'];
        return client;
      },
    };
  }

  /** The login that the secret holds at a stage. */
  async login(stage = 'AWSCURRENT'): Promise<Login> {
    return (await this.store.get(this.secretArn, { stage })) as unknown as Login;
  }

  async logsIn(login: Login | undefined): Promise<boolean> {
    if (!login?.password) return false;
    try {
      return await withConnection(this.database.address, login, async () => true);
    } catch (error) {
      if (refusesLogin(error)) return false;
      throw error;
    }
  }

  /** The stages whose passwords work. */
  async workingStages(): Promise<string[]> {
    const stages = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];
    const working = await Promise.all(stages.map(async (stage) => this.logsIn(await this.login(stage))));
    return stages.filter((_, index) => working[index]);
  }

  /** Strings that must not be in the log. */
  passwords(): string[] {
    return [
      ...new Set(
        [this.secretArn, this.masterArn].flatMap((arn) => this.store.history(arn).map(({ password }) => `${password}`)),
      ),
    ];
  }

  /** As created by the bootstrap: two logins, one group. */
  private async makeUser(): Promise<void> {
    const {
      username,
      database: { address, master },
    } = this;
    const password = `first-${randomUUID()}`;
    this.store.create(this.secretArn, { username, password, engine: 'postgres', masterarn: this.masterArn });
    await withConnection(address, master, async (client) => {
      await client.query(`CREATE ROLE ${escapeIdentifier(`${username}_group`)} NOLOGIN`);
      await client.query(
        `CREATE ROLE ${escapeIdentifier(username)} LOGIN PASSWORD ${escapeLiteral(scramVerifier(password))}`,
      );
      await client.query(`GRANT ${escapeIdentifier(`${username}_group`)} TO ${escapeIdentifier(username)}`);
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} SET search_path = oficina, public`);
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} SET statement_timeout = '60s'`);
      await client.query(`ALTER ROLE ${escapeIdentifier(username)} SET role = ${escapeLiteral(`${username}_group`)}`);
    });
  }
}
