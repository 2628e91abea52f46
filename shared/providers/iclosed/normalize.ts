import type { OutcomeResult } from '../../outcome.ts';
import type { Identity, NormalizedOutcome, NormalizeOptions, Verdict } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { readPhone } from '../../values/phone.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import type { IclosedEvent } from './payload.ts';

/**
 * An outcome can be edited: its `id` covers what an edit can change, so that an edit is a new event and a repeated
 * delivery is not; its `key` covers none of that. Contact and start stand in the API's calls too, which `uuid` may not.
 */
export function identify(event: IclosedEvent): Identity {
  const { callOutcome, noSaleReason, objection, notes, dealValue, productName, deal, transaction, ...call } =
    event;
  const content = { callOutcome, noSaleReason, objection, notes, dealValue, productName, deal, transaction };
  const start = toTimestamp(event.startTime);
  return {
    id: `${event.uuid ?? contentHash(event)}:${contentHash(content).slice(0, 10)}`,
    key:
      event.contactId !== null && start !== null
        ? `${event.contactId}@${start}`
        : (event.uuid ?? contentHash(call)),
  };
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
      reason: event.noSaleReason,
      objection: event.objection,
      primaryAchieved: null,
      notes: event.notes,
    },
    verdict: verdictOf(event),
    call: {
      id: null,
      startedAt: startTime,
      durationSeconds: durationSeconds(event),
      direction: null,
      from: null,
      to: null,
      recordingUrl: null,
      transcript: null,
      turns: [],
      campaignId: null,
      calendarEventId: event.eventId,
      calendarEventName: event.eventName,
      metadata: null,
    },
    contact: {
      id: event.contactId,
      name: [firstName, lastName].filter((part) => part !== null).join(' ') || null,
      firstName,
      lastName,
      email: event.email,
      ...readPhone(event.phoneNumber, defaultCountry),
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

function verdictOf({ callOutcome, noSaleReason }: IclosedEvent): Verdict | null {
  const outcome = callOutcome?.toUpperCase() ?? '';
  const byReason = outcome === 'NO_SALE' ? NO_SALE_RESULTS.get(noSaleReason?.toUpperCase() ?? '') : undefined;
  const result =
    byReason ?? RESULTS.get(outcome) ?? (outcome.endsWith('_OBJECTION') ? 'negative' : undefined);
  return result ? { result, afterName: false } : null;
}

const UNIT_SECONDS = new Map([
  ['SECOND', 1],
  ['MINUTE', 60],
  ['HOUR', 3600],
]);

export function durationSeconds({
  eventDuration,
  eventDurationUnit,
}: Pick<IclosedEvent, 'eventDuration' | 'eventDurationUnit'>): number | null {
  const unit = UNIT_SECONDS.get(eventDurationUnit?.trim().toUpperCase().replace(/S$/, '') ?? '');
  const seconds = (eventDuration ?? NaN) * (unit ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
