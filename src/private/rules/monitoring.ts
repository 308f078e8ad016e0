import { Token } from 'aws-cdk-lib';
import { alarmOverrideRules, Overridden } from './alarm-overrides';
import { instanceTypeRule } from './engine';
import { MAX_CONNECTIONS_RANGE } from '../../instance/max-connections';
import { InstanceFacts, instanceFacts } from '../../monitoring/instance-facts';
import { MonitoredInstance } from '../../monitoring/monitored-instance';
import { monitoredSettings } from '../../monitoring/monitored-settings';
import { Settings } from '../../profile/settings';
import { Rule } from '../rule';

function maxConnectionsRule<S extends { readonly maxConnections?: number }>(): Rule<S> {
  return {
    id: 'max-connections-range',
    reads: ['maxConnections'],
    broken: ({ maxConnections }) => maxConnections !== undefined
      && (!Number.isInteger(maxConnections) || maxConnections < MAX_CONNECTIONS_RANGE.min || maxConnections > MAX_CONNECTIONS_RANGE.max),
    got: ({ maxConnections }) => `${maxConnections}`,
    wants: `must be a whole number from ${MAX_CONNECTIONS_RANGE.min} to ${MAX_CONNECTIONS_RANGE.max}`,
    fix: 'leave it out for what RDS derives from the memory of the instance class',
  };
}

/** An address as SNS takes one. */
const EMAIL = /^[^\s@,;<>"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;
const knownEmails = (s: Settings) => s.alarmEmails.filter((email) => !Token.isUnresolved(email));
const badEmails = (s: Settings) => knownEmails(s).filter((email, index, all) => !EMAIL.test(email) || email.includes('..')
  || all.findIndex((other) => other.toLowerCase() === email.toLowerCase()) !== index);

export const monitoringRules: readonly Rule<Settings>[] = [
  maxConnectionsRule(),
  {
    id: 'alarm-emails-list',
    reads: ['alarmEmails'],
    needs: () => undefined,
    broken: (s) => Token.isUnresolved(s.alarmEmails),
    got: () => 'a list that is known at deployment only',
    wants: 'must be a list whose length is known',
    fix: 'write the list out, its elements may be tokens; or subscribe to alarmTopic by yourself',
  },
  {
    id: 'alarm-emails-format',
    reads: ['alarmEmails'],
    needs: (s) => Token.isUnresolved(s.alarmEmails) ? s.alarmEmails : undefined,
    broken: (s) => badEmails(s).length > 0,
    got: (s) => badEmails(s).map((email) => `'${email}'`).join(', '),
    wants: 'must hold e-mail addresses, each once',
    fix: 'write them like \'plantao@oficina.example\'',
  },
  ...alarmOverrideRules<Settings>((s) => instanceFacts(monitoredSettings(s), true)),
];

/** What an instance that is watched by itself is checked for. */
export interface MonitoredValues extends MonitoredInstance, Overridden {
  readonly facts: InstanceFacts;
}

export const monitoredInstanceRules: readonly Rule<MonitoredValues>[] = [
  {
    id: 'monitored-engine-postgres',
    reads: ['instance'],
    needs: () => undefined,
    broken: ({ instance }) => (instance.engine?.engineType ?? 'postgres') !== 'postgres',
    got: ({ instance }) => `${instance.engine?.engineType}`,
    wants: 'must be an instance of RDS for PostgreSQL',
    fix: 'watch instances of other engines by their own metrics',
  },
  instanceTypeRule(),
  maxConnectionsRule(),
  ...alarmOverrideRules<MonitoredValues>(({ facts }) => facts),
];
