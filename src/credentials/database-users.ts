import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ApplicationUserProps, IApplicationUser } from './application-user';
import { applicationUserPropTypes, applicationUserRules } from './application-user-rules';
import { DatabaseUser, DEFAULT_SCHEMA, UserResources } from './database-user';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { closest } from '../validation/closest';
import { definedProps } from '../validation/defined-props';
import { absentProps, invalidProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** The application users of a database, by their names. */
export class DatabaseUsers extends Construct {
  private readonly users = new Map<string, DatabaseUser>();
  /** Names that were granted an IAM login before a user of that name was added. */
  private readonly grantedUnknownNames = new Set<string>();
  private readonly listeners: ((user: IApplicationUser) => void)[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly resources: UserResources,
  ) {
    super(scope, id);
    scope.node.addValidation({ validate: () => this.wrongEarlyGrants() });
  }

  /** A row of `explain()` for each user. */
  explain(): ExplainedSetting[] {
    return [...this.users.values()].map(({ explained }) => explained);
  }

  /**
   * Adds a user.
   *
   * @param caller the public method, which a stack trace leaves out, so that it begins where the user calls it
   * @throws an error that lists all problems
   */
  add(name: string, props: ApplicationUserProps, caller: Function): IApplicationUser {
    this.throwIfAny(wrongTypes(props), caller);
    const values = definedProps(props);
    this.throwIfAny(this.brokenRules(name, values), caller);
    const user = new DatabaseUser(this, name, values, this.resources);
    this.users.set(name, user);
    for (const listener of this.listeners) listener(user);
    return user;
  }

  /**
   * The login of a user, for a grant to log in with IAM. An unknown name is its own login: the user may be one that the
   * library does not manage, or one that is added later. The name is checked again at synthesis.
   *
   * @throws an error for a user that has a password
   */
  loginByIam(name: string): string {
    if (Token.isUnresolved(name)) return name;
    const user = this.find(name);
    if (!user) {
      this.grantedUnknownNames.add(name);
      return name;
    }
    if (user.secret) throw new Error(`[${this.node.scope!.node.path}] ${passwordProblem(name)}`);
    return user.username;
  }

  /** Calls back for each user, including those that are added later. */
  each(listener: (user: IApplicationUser) => void): void {
    for (const user of this.users.values()) listener(user);
    this.listeners.push(listener);
  }

  /** Whether the user belongs to this database. */
  has(user: IApplicationUser): boolean {
    return [...this.users.values()].some((own) => own === user);
  }

  /**
   * The secret of a user.
   *
   * @throws an error for an unknown user, and for one that has no secret
   */
  secretOf(name: string): secretsmanager.ISecret {
    const user = this.find(name);
    if (!user) {
      throw new Error(
        `[${this.node.scope!.node.path}] user must be one that addApplicationUser() has added, got '${name}'; ` +
          this.suggestionFor(name),
      );
    }
    if (!user.secret) {
      throw new Error(
        `[${this.node.scope!.node.path}] user must have a secret, got '${name}', which logs in with IAM; ` +
          'use grantConnect()',
      );
    }
    return user.secret;
  }

  /** A user by the name that it was added with, or by its login. */
  private find(name: string): DatabaseUser | undefined {
    return this.users.get(name) ?? [...this.users.values()].find(({ username }) => username === name);
  }

  private suggestionFor(name: string): string {
    const names = [...this.users.keys()];
    if (names.length === 0) return 'add it first';
    const similar = closest(`${name}`, names);
    return similar ? `did you mean '${similar}'?` : `choose one of ${names.join(', ')}`;
  }

  private brokenRules(name: string, props: ApplicationUserProps): string[] {
    const { settings } = this.resources;
    const users = [...this.users.values()];
    const problems = brokenRules(applicationUserRules, {
      name: `${name ?? ''}`,
      schema: props.schema ?? DEFAULT_SCHEMA,
      iamAuthentication: props.iamAuthentication ?? false,
      rotation: props.rotation,
      statementTimeout: props.statementTimeout,
      idleInTransactionTimeout: props.idleInTransactionTimeout,
      existingLogins: users.map(({ username }) => username),
      existingSchemas: [DEFAULT_SCHEMA, ...users.map(({ schema }) => schema)],
      masterUsername: settings.masterUsername,
      databaseHasIamAuthentication: settings.iamAuthentication,
    });
    const problemsOfDerivedNames = brokenRules(derivedNameRules, {
      ssmParameterPrefix: settings.ssmParameterPrefix,
      secretName: `${settings.secretName}/${name}`,
    });
    return [...problems, ...problemsOfDerivedNames];
  }

  /** Checks the grants to names that no user had at the time of the grant. */
  private wrongEarlyGrants(): string[] {
    return [...this.grantedUnknownNames].flatMap((name) => this.wrongEarlyGrant(name) ?? []);
  }

  private wrongEarlyGrant(name: string): string | undefined {
    const user = this.find(name);
    if (user?.secret) return passwordProblem(name);
    if (!user || user.username === name) return undefined;
    return (
      `databaseUser of grantConnect() must be a login, got '${name}', the name of a user that was added later; ` +
      `write '${user.username}', or call grantConnect() after addApplicationUser()`
    );
  }

  private throwIfAny(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}

function wrongTypes(props: ApplicationUserProps): string[] {
  const types = applicationUserPropTypes();
  return [...absentProps(props, ['privileges'], types), ...invalidProps({ ...props }, types, 'ApplicationUserProps')];
}

function passwordProblem(name: string): string {
  return (
    `databaseUser of grantConnect() must log in with IAM, got '${name}', which has a password; ` +
    'pass iamAuthentication to addApplicationUser(), or use grantReadCredentials()'
  );
}
