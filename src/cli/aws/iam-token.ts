import { Account } from './account';

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html: a token lives for 15 minutes. */
const LIFE_SECONDS = 15 * 60;

/** What the signer of a client can do besides signing its requests. */
interface Presigner {
  presign(
    request: { readonly query: Record<string, string>; readonly [field: string]: unknown },
    options: { expiresIn: number; signingService: string; signingRegion: string },
  ): Promise<{ query?: Record<string, unknown> }>;
}

/**
 * A token with which a user logs in to the database by IAM, in place of a password. No call is made: whether the
 * identity may log in (`rds-db:connect`) shows when it does.
 *
 * @param host the endpoint of the instance, not the near end of a tunnel
 */
export async function iamToken(account: Account, host: string, port: number, username: string): Promise<string> {
  const { config } = account.rds();
  const signer = (await config.signer(undefined)) as unknown as Presigner;
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      port,
      path: '/',
      query: { Action: 'connect', DBUser: username },
      headers: { host: `${host}:${port}` },
    },
    { expiresIn: LIFE_SECONDS, signingService: 'rds-db', signingRegion: await account.region() },
  );
  const parameters = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(`${value}`)}`);
  return `${host}:${port}/?${parameters.join('&')}`;
}

/** Percent-encoding of RFC 3986, as in a signature: `encodeURIComponent()` leaves five more characters as they are. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
