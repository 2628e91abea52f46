import {
  defineApp,
  type SearchOrCreate,
  type Trigger,
  version as platformVersion,
} from 'zapier-platform-core';
import { type Action, type Provider, type ProviderId, providers } from '../../shared/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { actionKey, createStep, searchStep } from './action.ts';
import { authenticationFor } from './authentication.ts';
import { entryListTrigger } from './entryList.ts';
import { type Dropdowns, snakeCase } from './inputFields.ts';
import { pollTrigger } from './pollTrigger.ts';
import { withSharedData } from './sharedData.ts';
import { callOutcomeTrigger } from './trigger.ts';

/** The app of these providers. Zapier publishes one app for each owner of an API, so that one alone works too. */
export function createApp(ids: readonly ProviderId[]) {
  const parts = ids.map((id) =>
    partsOf(id, (text) => (ids.length === 1 ? text : `${text} in ${providers[id].name}`)),
  );
  const definition = defineApp({
    version: packageJson.version,
    platformVersion,
    authentication: authenticationFor(ids),
    // Answers with 429 are read like all others, since some providers say in the body how long to wait.
    // Everything goes through z.request, so that Zapier need not wrap Node's own http for all of the process.
    flags: { cleanInputData: true, throwForThrottlingEarly: false, skipHttpPatch: true },
    triggers: byKey(parts.flatMap(({ triggers }) => triggers)),
    creates: byKey(parts.flatMap(({ creates }) => creates)),
    searches: byKey(parts.flatMap(({ searches }) => searches)),
    searchOrCreates: byKey(parts.flatMap(({ searchOrCreates }) => searchOrCreates)),
  });
  return withSharedData(definition);
}

/** `label` adds the provider's name where an app has several. */
function partsOf(id: ProviderId, label: (text: string) => string) {
  const { actions, lists, recentOutcomes }: Provider = providers[id];
  const dropdowns = dropdownsOf(id);
  const newOutcome = label('New Call Outcome');
  const labelOf = ({ verb, noun }: Action) => label(`${verb} ${noun}`);
  const searches = actions.filter(({ effect }) => effect === 'read');
  const creates = actions.filter(({ effect }) => effect !== 'read');
  return {
    triggers: [
      callOutcomeTrigger(id, newOutcome, dropdowns),
      ...(recentOutcomes ? [pollTrigger(id, recentOutcomes, newOutcome, dropdowns)] : []),
      ...Object.entries(lists).map(([name, list]): Trigger => entryListTrigger(id, listKey(id, name), list)),
    ],
    creates: creates.map((action) => createStep(id, action, labelOf(action), dropdowns)),
    searches: searches.map((action) => searchStep(id, action, labelOf(action), dropdowns)),
    searchOrCreates: searches.flatMap((search) => {
      const create = creates.find(({ key, noun }) => key === 'create' && noun === search.noun);
      return create ? [searchOrCreate(id, search, create, label)] : [];
    }),
  };
}

function dropdownsOf(id: ProviderId): Dropdowns {
  const { actions, lists } = providers[id];
  return {
    listKey: (list) => (Object.hasOwn(lists, list) ? listKey(id, list) : undefined),
    searchKey(list) {
      const search = actions.find(({ effect, noun }) => effect === 'read' && noun === lists[list]?.noun);
      return search && actionKey(id, search);
    },
  };
}

function listKey(id: ProviderId, list: string): string {
  return `${id}_${snakeCase(list)}`;
}

function searchOrCreate(
  id: ProviderId,
  search: Action,
  create: Action,
  label: (text: string) => string,
): SearchOrCreate {
  const { noun } = search;
  return {
    key: actionKey(id, search),
    display: {
      label: label(`Find or Create ${noun}`),
      description: `${search.description.replace(/\.$/, '')}, or creates one.`,
    },
    search: actionKey(id, search),
    create: actionKey(id, create),
  };
}

function byKey<Part extends { key: string }>(parts: readonly Part[]): Record<string, Part> {
  return Object.fromEntries(parts.map((part) => [part.key, part]));
}
