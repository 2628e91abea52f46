import {
  type Create,
  defineApp,
  type Search,
  type SearchOrCreate,
  type Trigger,
  version as platformVersion,
} from 'zapier-platform-core';
import { type ProviderId, providers } from '../../shared/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { authenticationFor } from './authentication.ts';
import { createSailorOutcome } from './creates/createSailorOutcome.ts';
import { recordIclosedOutcome } from './creates/recordIclosedOutcome.ts';
import { startAirCall } from './creates/startAirCall.ts';
import { updateSailorOutcome } from './creates/updateSailorOutcome.ts';
import { withFieldsOnDemand, withOutputOnDemand } from './fieldsOnDemand.ts';
import { findSailorOutcome } from './searches/findSailorOutcome.ts';
import { newCallOutcome } from './triggers/newCallOutcome.ts';
import { sailorAllOutcomes, sailorOutcomes, sailorSmartLists } from './triggers/sailorDropdowns.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- each step has input fields of its own */
type AnyCreate = Create<string, any>;
type AnySearch = Search<string, any>;
/* eslint-enable */

interface Parts {
  dropdowns?: Trigger[];
  creates?: AnyCreate[];
  searches?: AnySearch[];
  searchOrCreates?: SearchOrCreate[];
}

/** What there is beside the trigger. `label` adds the provider's name where an app has several. */
const PARTS: Readonly<Partial<Record<ProviderId, (label: (text: string) => string) => Parts>>> = {
  sailor: (label) => ({
    dropdowns: [sailorOutcomes, sailorAllOutcomes, sailorSmartLists],
    creates: [createSailorOutcome(label('Create Outcome')), updateSailorOutcome(label('Update Outcome'))],
    searches: [findSailorOutcome(label('Find Outcome'))],
    searchOrCreates: [
      {
        key: 'sailor_find_outcome',
        display: {
          label: label('Find or Create Outcome'),
          description: 'Finds an outcome by its name, or creates it.',
        },
        search: 'sailor_find_outcome',
        create: 'sailor_create_outcome',
      },
    ],
  }),
  air: (label) => ({ creates: [startAirCall(label('Start Call'))] }),
  iclosed: (label) => ({ creates: [recordIclosedOutcome(label('Record Call Outcome'))] }),
};

/** The app of these providers. Zapier publishes one app for each owner of an API, so that one alone works too. */
export function createApp(ids: readonly ProviderId[]) {
  const labelFor = (id: ProviderId) => (text: string) =>
    ids.length === 1 ? text : `${text} in ${providers[id].name}`;
  const parts = ids.map((id) => PARTS[id]?.(labelFor(id)) ?? {});
  return defineApp({
    version: packageJson.version,
    platformVersion,
    authentication: authenticationFor(ids),
    // Answers with 429 are read like all others, since iClosed tells in the body how long to wait.
    // Everything goes through z.request, so that Zapier need not wrap Node's own http for all of the process.
    flags: { cleanInputData: true, throwForThrottlingEarly: false, skipHttpPatch: true },
    triggers: byKey(
      [
        ...ids.map((id) => newCallOutcome(id, labelFor(id)('New Call Outcome'))),
        ...parts.flatMap(({ dropdowns = [] }) => dropdowns),
      ].map(withOutputOnDemand),
    ),
    creates: byKey(parts.flatMap(({ creates = [] }) => creates).map(withFieldsOnDemand)),
    searches: byKey(parts.flatMap(({ searches = [] }) => searches).map(withFieldsOnDemand)),
    searchOrCreates: byKey(parts.flatMap(({ searchOrCreates = [] }) => searchOrCreates)),
  });
}

function byKey<Part extends { key: string }>(parts: readonly Part[]): Record<string, Part> {
  return Object.fromEntries(parts.map((part) => [part.key, part]));
}
