import { devNull } from 'os';

/** The account of the rehearsal. */
export const ACCOUNT = '111122223333';

/** The variables that would lead the CDK CLI to another account, or through a proxy. */
const OF_THE_CDK_CLI = /^(CDK_(PROFILE|ROLE_ARN|PROXY|DEFAULT_ACCOUNT|DEFAULT_REGION)|npm_config_no_proxy)$/;

/**
 * Hides from this process and its commands the accounts in the environment and in the files of the user: credentials,
 * profiles, and endpoints of single services. A proxy stays in use for registries, but not for the emulator.
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
    CDK_DISABLE_CLI_TELEMETRY: 'true', // the telemetry would go to AWS
    NO_PROXY: direct,
    no_proxy: direct,
  });
}
