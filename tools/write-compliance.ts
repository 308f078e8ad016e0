import { writeFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/root';
import { Acknowledgement, ACKNOWLEDGEMENTS } from '../src/operations/acknowledgements';

/** `npm run compliance`: docs/compliance.md, drawn from the table that the library acknowledges findings by. */
const row = ({ ids, about, decidedBy, reason }: Acknowledgement) =>
  `| ${ids.map((id) => `\`${id.slice(id.indexOf('::') + 2)}\``).join('<br>')} | ${about.join(', ')} | ${decidedBy ? `presets other than production, by \`${decidedBy}\`` : 'all'} | ${reason} |`;

writeFileSync(path.join(ROOT, 'docs', 'compliance.md'), `<!-- Written by npm run compliance from src/operations/acknowledgements.ts; do not edit. -->
# Compliance

Every preset passes these packs of cdk-nag 3 without an open finding, and the template validator of aws-cdk-lib with its findings as errors:
AwsSolutions, HIPAA.Security, NIST.800.53.R5, PCI.DSS.321. The findings below are acknowledged by the library, on the resource itself.
What a team turns off by a prop, or in a production profile, is not acknowledged for it: the finding stays open.

| Finding | Resource | In which profiles | Why it is acceptable |
|---|---|---|---|
${ACKNOWLEDGEMENTS.map(row).join('\n')}

A pack checks a template. Whether an account as a whole is compliant is for an auditor to say.
`);
