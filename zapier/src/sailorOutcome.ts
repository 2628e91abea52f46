import type { PlainOutputField } from 'zapier-platform-core';
import type { sailorApi } from '../../shared/index.ts';

/** An outcome of Sailor as steps of a Zap pass it on: every key always there. */
export type SailorOutcomeRecord = {
  id: string;
  name: string;
  type: string;
  order: number;
  destination: {
    type: string | null;
    scope: 'selected' | 'all' | null;
    listIds: readonly string[];
    listName: string | null;
  };
  webhookUrl: string | null;
  createdAt: string | null;
  updatedAt: string | null;
};

export function toRecord(outcome: sailorApi.SailorOutcome): SailorOutcomeRecord {
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

function listsOf(
  destination: sailorApi.SailorDestination | null,
): Pick<SailorOutcomeRecord['destination'], 'scope' | 'listIds'> {
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

export const sample: SailorOutcomeRecord = {
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

export const outputFields: PlainOutputField[] = [
  { key: 'id', label: 'Outcome ID', type: 'string' },
  { key: 'name', label: 'Outcome Name', type: 'string' },
  { key: 'type', label: 'Outcome Type', type: 'string' },
  { key: 'order', label: 'Order', type: 'integer' },
  { key: 'destination__type', label: 'Destination Type', type: 'string' },
  { key: 'destination__scope', label: 'Destination Scope', type: 'string' },
  { key: 'destination__listIds', label: 'Smart List IDs', list: true },
  { key: 'destination__listName', label: 'Smart List Name', type: 'string' },
  { key: 'webhookUrl', label: 'Webhook URL', type: 'string' },
  { key: 'createdAt', label: 'Created At', type: 'datetime' },
  { key: 'updatedAt', label: 'Updated At', type: 'datetime' },
];
