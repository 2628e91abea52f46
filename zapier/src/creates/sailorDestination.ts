import { defineInputFields, type InferInputData } from 'zapier-platform-core';
import { OutcomeError, type sailorApi } from '../../../shared/index.ts';

/** What an outcome does with Smart Lists: the same fields for a new and for an existing outcome. */
export const destinationFields = defineInputFields([
  {
    key: 'destination_type',
    label: 'Smart List Change',
    helpText: 'What happens with the contact when an agent chooses the outcome.',
    choices: {
      none: 'No change',
      smart_list: 'Add to a Smart List',
      remove_from_smart_list: 'Remove from Smart Lists',
    },
  },
  {
    key: 'destination_id',
    label: 'Smart List to Add To',
    helpText:
      'Needed to add to a Smart List. The dropdown knows the Smart Lists that your outcomes use; enter the ID of any other as a custom value.',
    dynamic: 'sailor_smart_lists.id.name',
  },
  {
    key: 'remove_list_ids',
    label: 'Smart Lists to Remove From',
    helpText: 'Needed to remove from Smart Lists, unless it shall be removed from all.',
    dynamic: 'sailor_smart_lists.id.name',
    list: true,
  },
  {
    key: 'remove_from_all',
    label: 'Remove from All Smart Lists',
    helpText: 'With yes the Smart Lists above do not matter.',
    type: 'boolean',
  },
]);

/** Undefined where nothing is said about Smart Lists. */
export function destinationOf(
  input: InferInputData<typeof destinationFields>,
): sailorApi.SailorDestination | undefined {
  const { destination_id = '', remove_list_ids = [], remove_from_all } = input;
  const type: string | undefined = input.destination_type;
  switch (type) {
    case undefined:
      if (destination_id === '' && remove_list_ids.length === 0 && remove_from_all !== true) return undefined;
      throw new OutcomeError('invalid_input', 'Smart Lists are given, but not what to do with them.', {
        hint: 'Choose a Smart List Change, or clear the Smart List fields below it.',
      });
    case 'none':
      return { type };
    case 'smart_list':
      return { type, listId: destination_id };
    case 'remove_from_smart_list':
      return { type, listIds: remove_from_all === true ? 'all' : remove_list_ids };
    default:
      throw new OutcomeError('invalid_input', `There is no Smart List Change “${type}”.`, {
        hint: 'Choose one from the list: none, smart_list or remove_from_smart_list.',
      });
  }
}
