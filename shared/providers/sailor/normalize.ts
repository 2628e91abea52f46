import type { Identity, NormalizedOutcome, NormalizeOptions } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { readPhone } from '../../values/phone.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import type { SailorEvent } from './payload.ts';

/** Sailor's own advice for telling repeats: the call and the outcome together. */
export function identify(event: SailorEvent): Identity {
  const { call_id } = event.call;
  const { outcome_id } = event.outcome;
  const id = call_id !== null && outcome_id !== null ? `${call_id}:${outcome_id}` : contentHash(event);
  return { id, key: id };
}

export function normalize(event: SailorEvent, { defaultCountry }: NormalizeOptions): NormalizedOutcome {
  const { scope, outcome, call, destination } = event;
  return {
    occurredAt: toTimestamp(event.timestamp),
    outcome: {
      id: outcome.outcome_id,
      name: outcome.outcome_name,
      type: outcome.outcome_type,
      reason: null,
      objection: null,
      primaryAchieved: null,
      notes: null,
    },
    verdict: null,
    call: {
      id: call.call_id,
      startedAt: null,
      durationSeconds: null,
      direction: null,
      from: null,
      to: null,
      recordingUrl: null,
      transcript: null,
      turns: [],
      campaignId: null,
      calendarEventId: null,
      calendarEventName: null,
      metadata: null,
    },
    contact: {
      id: call.contact_id,
      name: null,
      firstName: null,
      lastName: null,
      email: null,
      ...readPhone(call.phone_number, defaultCountry),
    },
    agent: { id: null, email: null, kind: 'human' },
    deal: { value: null, productName: null, transactionType: null, createdAt: null, transactions: [] },
    destination: {
      type: destination.destination_type,
      listIds: listIdsOf(destination),
      scope: scopeOf(destination.selection),
      error: event.error_message,
    },
    workspace: { id: scope.subaccount_id, organizationId: scope.organization_id },
  };
}

/** One list for additions, several for removals; whatever came of both. */
function listIdsOf({ destination_id, destination_ids }: SailorEvent['destination']): string[] {
  return destination_id === null ? destination_ids : [...new Set([destination_id, ...destination_ids])];
}

function scopeOf(selection: string | null): 'selected' | 'all' | null {
  const word = selection?.toLowerCase();
  return word === 'selected' || word === 'all' ? word : null;
}
