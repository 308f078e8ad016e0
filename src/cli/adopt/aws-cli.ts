import { Messages } from '../messages/messages';
import { requirePrograms } from '../programs';

/** Whether the AWS CLI is there, for what the command line can do without. */
export function hasAwsCli(messages: Messages): boolean {
  try {
    requirePrograms(messages, 'aws');
    return true;
  } catch {
    return false;
  }
}
