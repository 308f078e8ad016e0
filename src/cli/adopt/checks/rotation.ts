import { CheckContext, fine, notable, PhaseCheck, stopping, textsOf, unknown } from './phase-check';
import { rotationIsOff, secretOf } from './settle';
import { CommandFailure } from '../../command-failure';
import { Finding } from '../../status/finding';
import { FoundSecret, LoginFailure, loginIn, tryLogin } from '../master-secret';

/** `rotation`: the secret holds the login, the login works, and no other rotation runs. */
export const rotation: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const secret = await secretOf(check);
  return [
    await loginFinding(check, secret),
    ...(await rotationIsOff(check)),
    // Who reads a secret, only CloudTrail knows.
    notable('secret', texts.whoReads(secret.name), texts.askReaders(), { secret: secret.name }),
  ];
};

async function loginFinding(check: CheckContext, secret: FoundSecret): Promise<Finding> {
  const texts = textsOf(check);
  const { context, database, options } = check;
  const values = { secret: secret.name };
  try {
    const login = await loginIn(context, database, secret);
    await tryLogin(context, database, login, options.via);
    return fine('login', texts.logsIn(login.username, secret.name), { ...values, username: login.username });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const isUnknown = error instanceof LoginFailure && error.isUnanswered;
    return (isUnknown ? unknown : stopping)('login', texts.noProof(secret.name), error.message, values);
  }
}
