import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import { perform, sailorApi } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { transportTo } from '../transport.ts';

/** What the dropdowns of the Zap editor list. */
export const sailorOutcomes = dropdown('sailor_outcomes', 'Outcome', (outcomes) =>
  outcomes.filter(({ type }) => type === 'action').map(({ id, name }) => ({ id, name })),
);

export const sailorAllOutcomes = dropdown('sailor_all_outcomes', 'Outcome', (outcomes) =>
  outcomes.map(({ id, name, type }) => ({ id, name: `${name} (${type})` })),
);

/** As far as outcomes name them, since Sailor documents no list of Smart Lists. */
export const sailorSmartLists = dropdown('sailor_smart_lists', 'Smart List', sailorApi.knownSmartLists);

function dropdown(
  key: string,
  noun: string,
  entriesOf: (outcomes: sailorApi.SailorOutcome[]) => { id: string; name: string }[],
): Trigger {
  return {
    key,
    noun,
    display: {
      label: `List of ${noun}s`,
      description: 'Fills a dropdown of the Zap editor.',
      hidden: true,
    },
    operation: {
      type: 'polling',
      perform: (z: ZObject, bundle: Bundle) =>
        withZapierErrors(z, async () =>
          entriesOf(await perform(sailorApi.listOutcomes(), transportTo('sailor', z, bundle))),
        ),
      sample: { id: '00000000-0000-4000-8000-000000000001', name: 'Interested' },
      outputFields: [
        { key: 'id', label: 'ID', type: 'string' },
        { key: 'name', label: 'Name', type: 'string' },
      ],
    },
  };
}
