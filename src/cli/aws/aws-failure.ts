import { CommandFailure } from '../command-failure';
import { Messages } from '../messages/messages';

/** What the AWS SDK and Node.js put into the errors that they throw. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** Names of the errors of credentials that are out of date, by the services and by the providers of the SDK. */
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError|SSOTokenProviderFailure)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|ProviderError|UnrecognizedClientException|InvalidClientTokenId)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const THROTTLED = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/;
const NETWORK = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPIPE)$/;

/** Whether AWS has refused a call for want of permission. */
export function isDenied(error: unknown): boolean {
  return DENIED.test((error as SdkError).name ?? '');
}

/** Whether something does not exist, as each service says it. */
export function isNotFound(error: unknown): boolean {
  return /NotFound|NoSuch/.test((error as SdkError).name ?? '');
}

/** Whether AWS has not answered at all. */
export function isOutOfReach(error: unknown): boolean {
  return networkCode(error) !== undefined || (error as SdkError).name === 'TimeoutError';
}

/** The failure in one line with the way out. It names no value of a secret: the errors of AWS do not contain any. */
export function explainFailure(error: unknown, messages: Messages): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const { name = '', message = '' } = error as SdkError;
  const texts = messages.failures;
  if (isOutOfReach(error)) return new CommandFailure(texts.network(networkCode(error) ?? name));
  if (EXPIRED.test(name) || /expired/i.test(message)) return new CommandFailure(texts.expiredCredentials());
  if (NO_CREDENTIALS.test(name)) return new CommandFailure(texts.noCredentials());
  if (/Region is missing/.test(message)) return new CommandFailure(texts.noRegion());
  if (DENIED.test(name)) return new CommandFailure(texts.denied(firstLine(message)));
  if (THROTTLED.test(name)) return new CommandFailure(texts.throttled());
  return new CommandFailure(texts.other(name || 'Error', firstLine(message)));
}

/** The code of a failure of the network, which Node.js hides in the causes of an error. */
function networkCode(error: unknown): string | undefined {
  const { code, cause, errors = [] } = (error ?? {}) as SdkError;
  if (code !== undefined && NETWORK.test(code)) return code;
  return [cause, ...errors]
    .filter((inner) => typeof inner === 'object' && inner !== null)
    .map(networkCode)
    .find((found) => found !== undefined);
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}
