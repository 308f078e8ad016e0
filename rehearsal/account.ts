import { devNull } from 'os';

/** The account of the rehearsal. */
export const ACCOUNT = '111122223333';

/** What the CDK CLI takes from the environment to choose another account, or another way there. */
const OF_THE_CDK_CLI = /^(CDK_(PROFILE|ROLE_ARN|PROXY|DEFAULT_ACCOUNT|DEFAULT_REGION)|npm_config_no_proxy)$/;

/**
 * Forgets the accounts that this process and its commands would find in the environment and the files of the user:
 * credentials, profiles, endpoints of single services. A proxy is kept for registries, and left out for the emulator.
 */
export function forgetOtherAccounts(): void {
  for (const name of Object.keys(process.env)) {
    const isOfAws = name.startsWith('AWS_') && !name.startsWith('AWS_SDK_JS_') && name !== 'AWS_CA_BUNDLE';
    if (isOfAws || OF_THE_CDK_CLI.test(name)) delete process.env[name];
  }
  const direct = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  Object.assign(process.env, {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true', // its endpoint is one of AWS
    NO_PROXY: direct,
    no_proxy: direct,
  });
}
