/**
 * An outcome as Sailor sends and takes it: https://docs.sailorhq.io/phone-system/outcomes
 * The response describes the destination as an object, the request with flat fields; this file knows both.
 */
import * as z from 'zod/mini';
import { block, flag, isRecord, number, text, texts } from '../../values/wire.ts';

/** What happens with the contact when an agent chooses the outcome. */
export type SailorDestination =
  | { type: 'none' }
  | { type: 'smart_list'; listId: string }
  | { type: 'remove_from_smart_list'; listIds: readonly string[] | 'all' };

/** All that can be set of an outcome. */
export interface SailorOutcomeConfig {
  /** 1 to 120 characters. */
  name: string;
  /** `action`: a button during the call, which sends a webhook. `disposition`: a choice after the call. */
  type: 'action' | 'disposition';
  /** Lower ones are shown first. */
  order: number;
  destination: SailorDestination;
  /** Required for actions. */
  webhookUrl: string | null;
}

/** An outcome as Sailor has it now. */
export interface SailorOutcome extends Omit<SailorOutcomeConfig, 'destination' | 'type'> {
  id: string;
  type: string;
  /** Null where the answer does not hold all of it, so that it could not be sent back unchanged. */
  destination: SailorDestination | null;
  /** Names of Smart Lists that the answer gives. */
  listName: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

/** What a request sets: of an outcome that exists, also what we would not accept from a user. */
type SentConfig = Omit<SailorOutcomeConfig, 'type'> & { type: string };

const destinationOnWire = {
  destination_type: text,
  destination_id: text,
  destination_name: text,
  destination_ids: texts,
  list_ids: texts,
  selection: text,
  all: flag,
};

const outcomeOnWire = z.object({
  outcome_id: text,
  outcome_name: text,
  outcome_type: text,
  order: number,
  destination_type: text,
  destination_id: text,
  destination: block({ ...destinationOnWire, remove_from_smart_lists: block(destinationOnWire) }),
  remove_from_smart_lists: block(destinationOnWire),
  webhook_url: text,
  created_at: text,
  updated_at: text,
});

type OutcomeOnWire = z.infer<typeof outcomeOnWire>;

/** The body of a request that sets the whole outcome. */
export function requestBody(config: SentConfig): Record<string, unknown> {
  const { name, type, order, destination, webhookUrl } = config;
  return {
    outcome_name: name,
    outcome_type: type,
    order,
    ...requestDestination(destination),
    ...(webhookUrl === null ? {} : { webhook_url: webhookUrl }),
  };
}

function requestDestination(destination: SailorDestination): Record<string, unknown> {
  switch (destination.type) {
    case 'none':
      return { destination_type: 'none' };
    case 'smart_list':
      return { destination_type: 'smart_list', destination_id: destination.listId };
    case 'remove_from_smart_list': {
      const { type, listIds } = destination;
      const lists = listIds === 'all' ? { all: true } : { list_ids: listIds };
      return { destination_type: type, remove_from_smart_lists: lists };
    }
  }
}

/** Null for what is not an outcome. */
export function readOutcome(value: unknown): SailorOutcome | null {
  const wire = isRecord(value) ? outcomeOnWire.parse(value) : null;
  if (wire?.outcome_id == null) return null;
  return {
    id: wire.outcome_id,
    name: wire.outcome_name ?? '',
    type: wire.outcome_type ?? '',
    order: wire.order ?? 0,
    destination: readDestination(wire),
    listName: wire.destination.destination_name,
    webhookUrl: wire.webhook_url,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
  };
}

/** The form of a removal in an answer is not documented, so every form that Sailor uses elsewhere is read. */
function readDestination(wire: OutcomeOnWire): SailorDestination | null {
  const type = wire.destination_type ?? wire.destination.destination_type ?? 'none';
  const listId = wire.destination.destination_id ?? wire.destination_id;
  if (type === 'none') return { type };
  if (type === 'smart_list') return listId === null ? null : { type, listId };
  if (type !== 'remove_from_smart_list') return null;
  const forms = [wire.destination, wire.destination.remove_from_smart_lists, wire.remove_from_smart_lists];
  if (forms.some(({ all, selection }) => all === true || selection?.toLowerCase() === 'all')) {
    return { type, listIds: 'all' };
  }
  const listIds = forms.flatMap(({ destination_ids, list_ids }) => [...destination_ids, ...list_ids]);
  const ids = listIds.length === 0 && listId !== null ? [listId] : [...new Set(listIds)];
  return ids.length === 0 ? null : { type, listIds: ids };
}
