import { fine, notable, PhaseCheck, textsOf } from './phase-check';
import { rotationIsOff, secretOf } from './settle';
import { proveLogin } from '../master-secret';

/** `rotation`: the secret holds the login, the login works, and no other rotation runs. */
export const rotation: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { context, database, options } = check;
  const secret = await secretOf(check);
  const { username } = await proveLogin(context, database, secret, { via: options.via });
  return [
    fine('login', texts.logsIn(username, secret.name), { secret: secret.name, username }),
    ...(await rotationIsOff(check)),
    // Who reads a secret, only CloudTrail knows.
    notable('secret', texts.whoReads(secret.name), texts.askReaders(), { secret: secret.name }),
  ];
};
