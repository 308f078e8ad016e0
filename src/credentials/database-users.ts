import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ApplicationUserProps, IApplicationUser } from './application-user';
import { applicationUserKinds, applicationUserRules } from './application-user-rules';
import { DatabaseUser, DEFAULT_SCHEMA, UserResources } from './database-user';
import { derivedNameRules } from '../settings/derived-name-rules';
import { ExplainedSetting } from '../settings/explanation';
import { closest } from '../validation/closest';
import { definedProps } from '../validation/defined-props';
import { invalidProps, absentProps } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** The application users of a database, by their names. */
export class DatabaseUsers extends Construct {
  private readonly users = new Map<string, DatabaseUser>();
  /** Names of nobody who was added before, that may log in by IAM. */
  private readonly granted = new Set<string>();
  private readonly watchers: ((user: IApplicationUser) => void)[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly resources: UserResources,
  ) {
    super(scope, id);
    scope.node.addValidation({ validate: () => [...this.granted].flatMap((name) => this.grantedTooEarly(name) ?? []) });
  }

  /** A row for each. */
  explain(): ExplainedSetting[] {
    return [...this.users.values()].map(({ explained }) => explained);
  }

  /**
   * One more user.
   *
   * @throws an error that lists everything that is wrong
   */
  add(name: string, props: ApplicationUserProps, caller: Function): IApplicationUser {
    const { settings } = this.resources;
    const kinds = applicationUserKinds();
    this.refuse(
      [...absentProps(props, ['privileges'], kinds), ...invalidProps({ ...props }, kinds, 'ApplicationUserProps')],
      caller,
    );
    const values = definedProps(props);
    this.refuse(
      [
        ...brokenRules(applicationUserRules, {
          name: `${name ?? ''}`,
          taken: [...this.users.values()].map(({ username }) => username),
          masterUsername: settings.masterUsername,
          schema: values.schema ?? DEFAULT_SCHEMA,
          schemas: [DEFAULT_SCHEMA, ...[...this.users.values()].map(({ schema }) => schema)],
          iamAuthentication: values.iamAuthentication ?? false,
          iamOfInstance: settings.iamAuthentication,
          rotation: values.rotation,
          statementTimeout: values.statementTimeout,
          idleInTransactionTimeout: values.idleInTransactionTimeout,
        }),
        ...brokenRules(derivedNameRules, {
          ssmParameterPrefix: settings.ssmParameterPrefix,
          secretName: `${settings.secretName}/${name}`,
        }),
      ],
      caller,
    );
    const user = new DatabaseUser(this, name, values, this.resources);
    this.users.set(name, user);
    for (const told of this.watchers) told(user);
    return user;
  }

  /**
   * The login of a user, for a grant to log in by IAM. A name that is nobody's here is somebody's whom the library does not know, or who is added later: it is looked at
   * once more at synthesis.
   *
   * @throws an error for a user that has a password
   */
  loginByIam(name: string): string {
    if (Token.isUnresolved(name)) return name;
    const user = this.find(name);
    if (!user) this.granted.add(name);
    else if (user.secret) throw new Error(`[${this.node.scope!.node.path}] ${hasPassword(name)}`);
    return user?.username ?? name;
  }

  /** Calls back with each user there is, and with each one that is added later. */
  each(told: (user: IApplicationUser) => void): void {
    this.users.forEach((user) => told(user));
    this.watchers.push(told);
  }

  /** Whether a user was added here. */
  has(user: IApplicationUser): boolean {
    return [...this.users.values()].some((one) => one === user);
  }

  /**
   * The secret of a user.
   *
   * @throws an error for a user that was not added, and for one that has no secret
   */
  secretOf(name: string): secretsmanager.ISecret {
    const user = this.find(name);
    const names = [...this.users.keys()];
    if (!user) {
      const similar = closest(`${name}`, names);
      throw new Error(
        `[${this.node.scope!.node.path}] user must be one that addApplicationUser() has made, got '${name}'; ` +
          (similar
            ? `did you mean '${similar}'?`
            : names.length > 0
              ? `there are ${names.join(', ')}`
              : 'add it first'),
      );
    }
    if (!user.secret) {
      throw new Error(
        `[${this.node.scope!.node.path}] user must have a secret, got '${name}', which logs in by IAM; use grantConnect()`,
      );
    }
    return user.secret;
  }

  /** By the name that it was added with, or by its login. */
  private find(name: string): DatabaseUser | undefined {
    return this.users.get(name) ?? [...this.users.values()].find(({ username }) => username === name);
  }

  private grantedTooEarly(name: string): string | undefined {
    const user = this.find(name);
    if (user?.secret) return hasPassword(name);
    if (!user || user.username === name) return undefined;
    return `databaseUser of grantConnect() must be a login, got '${name}' before addApplicationUser() has made that of ${user.username}; write '${user.username}', or grant it later`;
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}

function hasPassword(name: string): string {
  return `databaseUser of grantConnect() must log in by IAM, got '${name}', which has a password; give addApplicationUser() iamAuthentication, or use grantReadCredentials()`;
}
