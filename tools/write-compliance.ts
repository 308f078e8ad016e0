import { writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/root';
import { keptCalls, RecordedCalls } from '../rehearsal/recorded-calls';
import { Acknowledgement, ACKNOWLEDGEMENTS } from '../src/operations/acknowledgements';

/*
 * `npm run compliance` writes docs/compliance.md from the table of the findings that the library acknowledges, and from
 * the calls that a rehearsal of production has recorded.
 */

function row({ ids, about, decidedBy, reason }: Acknowledgement): string {
  const findings = ids.map((id) => `\`${id.slice(id.indexOf('::') + 2)}\``).join('<br>');
  const profiles = decidedBy ? `presets other than production, by \`${decidedBy}\`` : 'all';
  return `| ${findings} | ${about.join(', ')} | ${profiles} | ${reason} |`;
}

function callsRow({ function: name, called, notCalled }: RecordedCalls): string {
  const list = (actions: string[]) => actions.map((action) => `\`${action}\``).join(', ');
  return `| ${name} | ${list(called)} | ${list(notCalled) || 'nothing'} |`;
}

writeFileSync(
  path.join(ROOT, 'docs', 'compliance.md'),
  `<!-- Written by npm run compliance from src/operations/acknowledgements.ts and rehearsal/recorded-calls.json. -->
# Compliance

Every preset passes these packs of cdk-nag 3 without an open finding, and the template validator of aws-cdk-lib with its
findings as errors: AwsSolutions, HIPAA.Security, NIST.800.53.R5, PCI.DSS.321. The findings below are acknowledged by
the library, on the resource itself. What a team turns off by a prop, or in a production profile, is not acknowledged
for it: the finding stays open.

| Finding | Resource | In which profiles | Why it is acceptable |
|---|---|---|---|
${ACKNOWLEDGEMENTS.map(row).join('\n')}

## What the functions call

Recorded while production was deployed to a local emulator ([rehearsal](rehearsal.md)), each secret was rotated, a
rotation crashed and was given up, and a manual snapshot was copied. The role of the function, the policy of the key and
that of the secret allowed every call. What a role may call besides is documented by AWS for copies of encrypted
snapshots (\`kms:…\`), called when a copy is too old (\`rds:DeleteDBSnapshot\`), or granted by aws-cdk-lib
(\`lambda:GetFunction\`). Network interfaces and logs, which Lambda itself writes, are left out.

| Function | Has called | May call besides |
|---|---|---|
${keptCalls().map(callsRow).join('\n')}

The pack \`PCI.DSS.321\` is of PCI DSS 3.2.1, which was retired on 2024-03-31; cdk-nag has none of version 4 yet. Both
versions ask for a year of audit logs, of which three months can be read at once (3.2.1: requirement 10.7, 4.0.1:
requirement 10.5.1). Every preset keeps logs for 90 days: where PCI DSS applies, set
\`logRetention: logs.RetentionDays.ONE_YEAR\`, and note that no pack checks it.

A pack checks a template. Whether an account as a whole is compliant is for an auditor to say.
`,
);
