import { fine, PhaseCheck, stopping, textsOf } from './phase-check';
import { secretOf } from './settle';
import { factsOf } from '../database-facts';
import { addressesOf, readState } from '../terraform-state';

/** `forget`: the state of Terraform has nothing of the database any more. */
export const forget: PhaseCheck = async (check) => {
  const { context, database, options } = check;
  const texts = textsOf(check);
  if (options.tfstate === undefined) throw context.wrong(context.messages.adopt.needsState());
  const state = readState(context, options.tfstate);
  const addresses = addressesOf(state, factsOf(database, await secretOf(check)));
  return [
    addresses.length === 0
      ? fine('terraform', texts.forgotten(state.length), { resources: state.length })
      : stopping('terraform', texts.remembered(addresses), texts.forget(), { addresses }),
  ];
};
