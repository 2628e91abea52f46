import type { Action } from '../../action.ts';
import type { SailorDestination, SailorOutcome } from './api.ts';

/** An outcome of Sailor as actions pass it on: every key always there. */
type SailorRecord = ReturnType<typeof toRecord>;

export function toRecord(outcome: SailorOutcome) {
  const { id, name, type, order, destination, listName, webhookUrl, createdAt, updatedAt } = outcome;
  return {
    id,
    name,
    type,
    order,
    destination: { type: destination?.type ?? null, ...listsOf(destination), listName },
    webhookUrl,
    createdAt,
    updatedAt,
  };
}

function listsOf(destination: SailorDestination | null): {
  scope: 'selected' | 'all' | null;
  listIds: readonly string[];
} {
  switch (destination?.type) {
    case 'smart_list':
      return { scope: null, listIds: [destination.listId] };
    case 'remove_from_smart_list':
      return destination.listIds === 'all'
        ? { scope: 'all', listIds: [] }
        : { scope: 'selected', listIds: destination.listIds };
    default:
      return { scope: null, listIds: [] };
  }
}

export const outputs: Action['outputs'] = {
  id: { label: 'Outcome ID', type: 'string' },
  name: { label: 'Outcome Name', type: 'string' },
  type: { label: 'Outcome Type', type: 'string' },
  order: { label: 'Order', type: 'number' },
  'destination.type': { label: 'Smart List Change', type: 'string' },
  'destination.scope': { label: 'Smart Lists Meant', type: 'string' },
  'destination.listIds': { label: 'Smart List IDs', type: 'list' },
  'destination.listName': { label: 'Smart List Name', type: 'string' },
  webhookUrl: { label: 'Webhook URL', type: 'string' },
  createdAt: { label: 'Created At', type: 'datetime' },
  updatedAt: { label: 'Updated At', type: 'datetime' },
};

export const sample: SailorRecord = {
  id: '3b9f7c1e-52d4-4f6e-8a0c-7e1f5d2b9a03',
  name: 'Interested',
  type: 'action',
  order: 10,
  destination: {
    type: 'smart_list',
    scope: null,
    listIds: ['e1a3c5d7-9b0f-4c2e-a4d6-8f0b2d4c6e06'],
    listName: 'Follow up',
  },
  webhookUrl: 'https://example.com/sailor/outcomes',
  createdAt: '2026-06-25T00:00:00.000Z',
  updatedAt: '2026-06-25T00:00:00.000Z',
};
