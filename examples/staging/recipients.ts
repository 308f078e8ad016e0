import { SecretValue, Stack } from 'aws-cdk-lib';

/** Who is told when something is wrong: those that the context names. */
export interface Recipients {
  /** Addresses; each one has to confirm the mail that it gets. */
  readonly alarmEmails: string[];
  /** The URL of PagerDuty's integration "Amazon CloudWatch", kept in Secrets Manager. */
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/**
 * `-c alarmEmails=plantao@oficina.example,dba@oficina.example -c pagerDutySecretArn=arn:aws:secretsmanager:…`; an empty
 * value counts as none.
 */
export function recipients(stack: Stack): Recipients {
  const emails: string = stack.node.tryGetContext('alarmEmails') ?? '';
  const secretArn: string | undefined = stack.node.tryGetContext('pagerDutySecretArn') || undefined;
  return {
    alarmEmails: emails
      .split(',')
      .map((email) => email.trim())
      .filter((email) => email !== ''),
    pagerDutyIntegrationUrl: secretArn === undefined ? undefined : SecretValue.secretsManager(secretArn),
  };
}
