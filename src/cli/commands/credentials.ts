import { readSecret, secretName } from '../aws/secret';
import { Command } from '../command-context';
import { ExitCode } from '../exit-code';

/** The options of `credentials`. */
export interface CredentialsOptions {
  readonly user?: string;
  readonly show?: boolean;
}

const MASK = '••••••••';

/** Fields whose values nobody may read over a shoulder. */
const SECRET_FIELDS = /password|token|secret/i;

/** `credentials`: what a secret of the database contains, without its password unless `--show` asks for it. */
export const run: Command<CredentialsOptions> = async (context, { user, show }) => {
  const name = secretName(context, user);
  const fields = await readSecret(context, name);
  const shown = show
    ? fields
    : Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, SECRET_FIELDS.test(field) ? MASK : value]),
      );
  context.terminal.result({ secret: name, ...shown }, () =>
    context.terminal.table(
      [],
      Object.entries(shown).map(([field, value]) => [field, `${value}`]),
    ),
  );
  return ExitCode.OK;
};
