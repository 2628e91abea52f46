import type { OutcomeResult } from '../../outcome.ts';
import type { NormalizedOutcome, NormalizeOptions } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { toE164 } from '../../values/phone.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import type { IclosedEvent } from './payload.ts';

/**
 * The record's `uuid` alone is no identity, since an outcome can be edited: the hash covers what an edit can
 * change, so that an edit is a new event and a repeated delivery is not.
 */
export function identify(event: IclosedEvent): string {
  const { callOutcome, noSaleReason, objection, notes, dealValue, productName, deal, transaction } = event;
  const content = { callOutcome, noSaleReason, objection, notes, dealValue, productName, deal, transaction };
  return `${event.uuid ?? contentHash(event)}:${contentHash(content).slice(0, 10)}`;
}

export function normalize(event: IclosedEvent, { defaultCountry }: NormalizeOptions): NormalizedOutcome {
  const startTime = toTimestamp(event.startTime);
  const { firstName, lastName } = event;
  return {
    occurredAt: startTime,
    outcome: {
      id: event.uuid,
      name: event.callOutcome,
      type: null,
      result: resultOf(event),
      reason: event.noSaleReason,
      objection: event.objection,
      primaryAchieved: null,
      notes: event.notes,
    },
    call: {
      id: null,
      startedAt: startTime,
      durationSeconds: durationSeconds(event),
      direction: null,
      from: null,
      to: null,
      recordingUrl: null,
      transcript: null,
      campaignId: null,
      eventId: event.eventId,
      eventName: event.eventName,
      metadata: null,
    },
    contact: {
      id: event.contactId,
      name: [firstName, lastName].filter((part) => part !== null).join(' ') || null,
      firstName,
      lastName,
      email: event.email,
      phone: toE164(event.phoneNumber, defaultCountry),
    },
    agent: { id: event.userId, email: event.closerEmail, kind: 'human' },
    deal: {
      value: event.dealValue ?? event.deal.value,
      productName: event.productName,
      transactionType: event.deal.transactionType,
      createdAt: toTimestamp(event.deal.createdAt),
      transactions: event.transaction,
    },
    destination: { type: null, listIds: [], scope: null, error: null },
    workspace: { id: null, organizationId: null },
  };
}

/** Values of the webhook's page and of the API's, which differ. */
const RESULTS = new Map<string, OutcomeResult>([
  ['SALE', 'positive'],
  ['PARTIAL_SALE', 'positive'],
  ['WON', 'positive'],
  ['APPROVED', 'positive'],
  ['RESCHEDULE', 'follow_up'],
  ['NO_SHOW', 'not_reached'],
  ['CANCELLED', 'not_reached'],
  ['NO_SALE', 'negative'],
  ['NOT_INTERESTED', 'negative'],
  ['REJECTED', 'negative'],
]);

const NO_SALE_RESULTS = new Map<string, OutcomeResult>([
  ['FOLLOW_UP_SCHEDULE', 'follow_up'],
  ['NO_SHOW', 'not_reached'],
  ['CONTACT_CANCELLED', 'not_reached'],
  ['ADMIN_CANCELLED', 'not_reached'],
]);

function resultOf({ callOutcome, noSaleReason }: IclosedEvent): OutcomeResult {
  const outcome = callOutcome?.toUpperCase() ?? '';
  const byReason = outcome === 'NO_SALE' ? NO_SALE_RESULTS.get(noSaleReason?.toUpperCase() ?? '') : undefined;
  return byReason ?? RESULTS.get(outcome) ?? (outcome.endsWith('_OBJECTION') ? 'negative' : 'unknown');
}

const UNIT_SECONDS = new Map([
  ['SECOND', 1],
  ['MINUTE', 60],
  ['HOUR', 3600],
]);

function durationSeconds({ eventDuration, eventDurationUnit }: IclosedEvent): number | null {
  const unit = UNIT_SECONDS.get(eventDurationUnit?.trim().toUpperCase().replace(/S$/, '') ?? '');
  const seconds = (eventDuration ?? NaN) * (unit ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
