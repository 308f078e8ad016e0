import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ApplicationUserProps, IApplicationUser } from './application-user';
import { DatabaseUser, UserResources } from './database-user';
import { closest } from '../private/closest';
import { given } from '../private/given';
import { brokenRules } from '../private/rule';
import { applicationUserKinds, applicationUserRules } from '../private/rules/application-users';
import { misshapen, missing } from '../private/shape';
import { ValidationError } from '../private/validation-error';

/** The application users of a database, by their names. */
export class DatabaseUsers extends Construct {
  private readonly users = new Map<string, DatabaseUser>();

  constructor(scope: Construct, id: string, private readonly resources: UserResources) {
    super(scope, id);
  }

  /**
   * One more user.
   *
   * @throws an error that lists everything that is wrong
   */
  add(name: string, props: ApplicationUserProps, caller: Function): IApplicationUser {
    const { settings } = this.resources;
    const kinds = applicationUserKinds();
    this.refuse([...missing(props, ['privileges'], kinds), ...misshapen({ ...props }, kinds, 'ApplicationUserProps')], caller);
    const values = given(props);
    this.refuse(brokenRules(applicationUserRules, {
      name: `${name ?? ''}`,
      taken: [...this.users.values()].map(({ username }) => username),
      masterUsername: settings.masterUsername,
      schema: values.schema ?? 'oficina',
      iamAuthentication: values.iamAuthentication ?? false,
      iamOfInstance: settings.iamAuthentication,
      rotation: values.rotation,
      statementTimeout: values.statementTimeout,
      idleInTransactionTimeout: values.idleInTransactionTimeout,
    }), caller);
    const user = new DatabaseUser(this, name, values, this.resources);
    this.users.set(name, user);
    return user;
  }

  /** The user that logs in by this name, if it was added here. */
  byUsername(username: string): IApplicationUser | undefined {
    return [...this.users.values()].find((user) => user.username === username);
  }

  /**
   * The secret of a user.
   *
   * @throws an error for a user that was not added, and for one that has no secret
   */
  secretOf(name: string): secretsmanager.ISecret {
    const user = this.users.get(name) ?? this.byUsername(name);
    const names = [...this.users.keys()];
    if (!user) {
      const similar = closest(name, names);
      throw new Error(`[${this.node.scope!.node.path}] user of grantReadCredentials() must be one that addApplicationUser() has made, got '${name}'; `
        + (similar ? `did you mean '${similar}'?` : names.length > 0 ? `there are ${names.join(', ')}` : 'add it first'));
    }
    if (!user.secret) {
      throw new Error(`[${this.node.scope!.node.path}] user of grantReadCredentials() must have a secret, got '${name}', which logs in by IAM; use grantConnect()`);
    }
    return user.secret;
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this.node.scope!, problems, caller);
  }
}

