import { Parameter } from '@aws-sdk/client-rds';
import { AdoptionRecord, MAPPING_FILE } from './app-files';
import { livePicture } from './live-properties';
import { Phase, PHASES } from './phases';
import { Picture } from './picture';
import { CommandContext } from '../command-context';

const CLI = 'npx --no-install oficina-postgres';

/** The text of PLAN.md: the phases, each with its commands, filled in. */
export function planText(
  { messages }: CommandContext,
  picture: Picture,
  record: AdoptionRecord,
  addresses: readonly string[] | undefined,
  via: string | undefined,
): string {
  const texts = messages.adopt;
  const commands = commandsOf(picture, record, addresses !== undefined && addresses.length > 0, via);
  const phases = PHASES.map((phase, at) => {
    const { title, text } = texts.phases[phase];
    const lines = commands[phase];
    const block = lines.length === 0 ? [] : ['', '```sh', ...lines, '```'];
    return [`## ${at}. ${title()}`, '', text(), ...block].join('\n');
  });
  const sections = [
    `# ${texts.plan.title(record.identifier)}`,
    texts.plan.intro(record.readAt.slice(0, 10), record.stack),
    ...(picture.isLoginProven ? [] : [`> ${texts.plan.unproven()}`]),
    ...phases,
    ...inventory({ messages }, picture),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** @param via the way to the database that has worked, for the checks that log in */
function commandsOf(
  picture: Picture,
  record: AdoptionRecord,
  hasState: boolean,
  via: string | undefined,
): Record<Phase, string[]> {
  const { identifier, stack } = record;
  const { surroundings, secret } = picture;
  const check = (phase: string, more = '') => `${CLI} adopt check ${phase} --identifier ${identifier}${more}`;
  const inside = via === undefined ? '' : ` --via ${via}`;
  const forget = hasState ? 'sh <app>/terraform-state-rm.sh' : 'terraform state rm <addresses>';
  return {
    freeze: [
      'npm install',
      '(cd <terraform> && terraform state pull) > before.tfstate',
      ...(picture.instance.DeletionProtection
        ? []
        : [
            `aws rds modify-db-instance --db-instance-identifier ${identifier} --deletion-protection ` +
              '--apply-immediately',
          ]),
      check('freeze', ' --snapshot'),
    ],
    settle: [
      ...(secret.rotates ? [`aws secretsmanager cancel-rotate-secret --secret-id ${secret.arn}`] : []),
      check('settle'),
    ],
    forget: [
      `(cd <terraform> && ${forget})`,
      '(cd <terraform> && terraform state pull) > after.tfstate',
      check('forget', ' --tfstate after.tfstate'),
    ],
    import: [
      'npx cdk synth --quiet',
      `${CLI} adopt plan`,
      check('import'),
      `npx cdk import ${stack} --resource-mapping ${MAPPING_FILE}`,
      check('imported'),
    ],
    outputs: [
      `npx cdk deploy ${stack}`,
      check('imported'),
      ...(surroundings.logGroups.length === 0 ? [] : [`npx cdk deploy ${stack} --import-existing-resources`]),
    ],
    monitoring: [
      ...listCommand('aws cloudwatch delete-alarms --alarm-names', surroundings.alarms),
      ...listCommand('aws cloudwatch delete-dashboards --dashboard-names', surroundings.dashboards),
      `npx cdk deploy ${stack}`,
    ],
    properties: [`npx cdk synth --quiet && ${CLI} adopt plan`, `npx cdk deploy ${stack}`],
    'security-group': [check('security-group', inside), `npx cdk deploy ${stack}`],
    rotation: [check('rotation', inside), `npx cdk deploy ${stack}`],
    bootstrap: [check('bootstrap', inside), `npx cdk deploy ${stack}`],
    'parameter-group': [
      'npx cdk synth --quiet',
      check('parameter-group', inside),
      `npx cdk deploy ${stack}`,
      `aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    ],
    leftovers: [`npx cdk deploy ${stack}`, `${CLI} adopt status --identifier ${identifier}`],
  };
}

function listCommand(command: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${command} ${names.map((name) => `'${name.replace(/'/g, "'\\''")}'`).join(' ')}`];
}

/** What was found around the instance. */
function inventory({ messages }: Pick<CommandContext, 'messages'>, picture: Picture): string[] {
  const texts = messages.adopt.plan;
  const { surroundings, parameters, instance, secret } = picture;
  const { logGroups, alarms, dashboards, topics, subscriptions, ingressRules } = surroundings;
  const live = livePicture(instance);
  const groups = (live.VPCSecurityGroups as string[] | undefined) ?? [];
  const rows: [string, readonly string[]][] = [
    [texts.securityGroups(), groups],
    [texts.ingress(), ingressRules.map(({ group, ports, source }) => `${source} → ${group}:${ports}`)],
    [texts.secret(), [secret.arn]],
    [texts.keys(), [picture.storageKeyArn, secret.keyArn ?? ''].filter(Boolean)],
    [texts.parameterGroup(), [`${live.DBParameterGroupName}`]],
    [texts.parameters(), parameters.map(parameterText)],
    [texts.replicas(), instance.ReadReplicaDBInstanceIdentifiers ?? []],
    [texts.logGroups(), logGroups],
    [texts.alarms(), alarms],
    [texts.dashboards(), dashboards],
    [texts.topics(), topics],
    [texts.subscriptions(), subscriptions],
  ];
  const lines = rows
    .filter(([, items]) => items.length > 0)
    .map(([name, items]) => `| ${name} | ${[...new Set(items)].map((item) => `\`${item}\``).join('<br>')} |`);
  return [`## ${texts.found()}`, ['| | |', '|---|---|', ...lines].join('\n')];
}

function parameterText({ ParameterName: name, ParameterValue: value, ApplyType: type }: Parameter): string {
  return `${name} = ${value}${type === 'static' ? ' (static)' : ''}`.replace(/\|/g, '\\|');
}
