import { explainFailure, isDenied, isNotFound } from '../../../src/cli/aws/aws-failure';
import { CommandFailure } from '../../../src/cli/command-failure';
import { ExitCode } from '../../../src/cli/exit-code';
import { ENGLISH } from '../../../src/cli/messages/english';

function errorOf(name: string, message = '', more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

test.each([
  [errorOf('ExpiredTokenException', 'The security token included in the request is expired'), 'have expired'],
  [errorOf('TokenProviderError', 'Token is expired. To refresh this SSO session run aws sso login'), 'have expired'],
  [errorOf('CredentialsProviderError', 'Could not load credentials from any providers'), 'no valid AWS credentials'],
  [errorOf('InvalidClientTokenId', 'The security token is invalid'), 'no valid AWS credentials'],
  [errorOf('Error', 'Region is missing'), 'name one with --region'],
  [
    errorOf('AccessDenied', 'User x is not authorized to perform: rds:Y\nmore'),
    'denies a call: User x is not authorized',
  ],
  [errorOf('ThrottlingException', 'Rate exceeded'), 'try again in a minute'],
  [errorOf('Error', 'getaddrinfo', { code: 'ENOTFOUND' }), 'cannot be reached (ENOTFOUND)'],
  [errorOf('AggregateError', '', { errors: [errorOf('Error', '', { code: 'ECONNREFUSED' })] }), '(ECONNREFUSED)'],
  [errorOf('TimeoutError', 'socket hang up'), 'cannot be reached (TimeoutError)'],
  [
    errorOf('DBSnapshotAlreadyExists', 'Cannot create the snapshot because it exists'),
    'DBSnapshotAlreadyExists: Cannot',
  ],
])('%s', (error, text) => {
  const failure = explainFailure(error, ENGLISH);
  expect(failure.message).toContain(text);
  expect(failure.message).not.toContain('\n');
  expect(failure.exitCode).toBe(ExitCode.FAILED);
});

test('a failure of the command stays as it is', () => {
  const failure = new CommandFailure('refused', ExitCode.REFUSED);
  expect(explainFailure(failure, ENGLISH)).toBe(failure);
});

test('kinds of errors are told apart', () => {
  expect(isDenied(errorOf('AccessDeniedException'))).toBe(true);
  expect(isDenied(errorOf('DBInstanceNotFound'))).toBe(false);
  expect(isNotFound(errorOf('DBInstanceNotFoundFault'))).toBe(true);
  expect(isNotFound(errorOf('ResourceNotFoundException'))).toBe(true);
});
