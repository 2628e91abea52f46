import type { EntryList } from '../../action.ts';
import { knownSmartLists, listOutcomes } from './api.ts';

export const lists = {
  outcomes: {
    noun: 'Outcome',
    async entries(api) {
      const outcomes = await api(listOutcomes());
      return outcomes
        .filter(({ type }) => type === 'action')
        .map(({ id, name, webhookUrl }) => ({ id, name, description: sendsTo(webhookUrl) }));
    },
  },
  allOutcomes: {
    noun: 'Outcome',
    entries: async (api) =>
      (await api(listOutcomes())).map(({ id, name, type }) => ({ id, name: `${name} (${type})` })),
  },
  /** As far as outcomes name them, since Sailor documents no list of Smart Lists. */
  smartLists: {
    noun: 'Smart List',
    isPartial: true,
    entries: async (api) => knownSmartLists(await api(listOutcomes())),
  },
} satisfies Record<string, EntryList>;

function sendsTo(url: string | null): string {
  return url === null ? 'Sends nowhere yet' : `Sends to ${URL.canParse(url) ? new URL(url).host : url}`;
}
