import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import { apiThrough, type EntryList, type ProviderId } from '../../shared/index.ts';
import { withZapierErrors } from './errors.ts';
import { transportTo } from './transport.ts';

/** A hidden trigger, which is how Zapier fills a dropdown. */
export function entryListTrigger(id: ProviderId, key: string, { noun, entries }: EntryList): Trigger {
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
          (await entries(apiThrough(transportTo(id, z, bundle)))).map(({ id, name }) => ({ id, name })),
        ),
      sample: { id: '00000000-0000-4000-8000-000000000001', name: `Some ${noun}` },
      outputFields: [
        { key: 'id', label: 'ID', type: 'string' },
        { key: 'name', label: 'Name', type: 'string' },
      ],
    },
  };
}
