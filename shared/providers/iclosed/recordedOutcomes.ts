import type { CallOutcome } from '../../outcome.ts';
import type { NormalizeOptions, ReadOutcome, WireEvent } from '../../provider.ts';
import { recorder, type RecordOptions } from '../../record.ts';
import { toPlain } from '../../values/plain.ts';
import { isRecord } from '../../values/wire.ts';
import { NAME } from './api.ts';
import { closerOf, type EventCall } from './eventCall.ts';
import { identify, normalize } from './normalize.ts';
import type { IclosedEvent } from './payload.ts';

/** What a task says before a closer has recorded an outcome, and what a setter says of the person. */
const NO_OUTCOMES = new Set(['', 'PENDING', 'PENDING_OUTCOME', 'QUALIFIED', 'UNQUALIFIED']);

type Task = EventCall['task'][number];

/** The tasks of a call in which an outcome is recorded: mostly one, or none. */
export function recordedTasks({ task }: EventCall): Task[] {
  return task.filter(({ outcome }) => !NO_OUTCOMES.has(outcome?.trim().toUpperCase() ?? ''));
}

/**
 * The outcomes recorded for a call, through the same steps as the webhook's, so that contact and start time give
 * the same `key`. `id` may differ from the webhook's: whether its `uuid` is the task's number is not known.
 */
export function recordedOutcomes(call: WireEvent<EventCall>, options: RecordOptions): CallOutcome[] {
  const records = recordedTasks(call.wire)
    .map((task) => readTask(call, task, options))
    .map(recorder({ id: 'iclosed', name: NAME }, options));
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function readTask({ wire, raw }: WireEvent<EventCall>, task: Task, options: NormalizeOptions): ReadOutcome {
  const callId = wire.id ?? wire.callId;
  const event = eventOf(wire, task);
  const normalized = normalize(event, options);
  const { id, key } = identify({ ...event, uuid: task.id ?? `call-${callId ?? ''}` });
  return {
    id: `iclosed:${id}`,
    key: `iclosed:${key}`,
    normalized: {
      ...normalized,
      call: { ...normalized.call, id: callId, metadata: utmOf(wire) },
      contact: { ...normalized.contact, name: wire.inviteeName },
    },
    raw,
  };
}

/** The call as the webhook would send it. The name is not split: where a first name ends is a guess. */
function eventOf(call: EventCall, task: Task): IclosedEvent {
  const closer = closerOf(call);
  const deals = call.deals.toSorted((a, b) => (a.id ?? '').localeCompare(b.id ?? ''));
  // Which of several deals the outcome is about, the call does not say.
  const deal = deals.length === 1 ? deals[0] : undefined;
  return {
    uuid: task.id,
    userId: closer.id,
    eventName: call.name,
    eventId: call.eventId,
    eventDuration: call.duration,
    eventDurationUnit: call.durationUnit,
    email: call.inviteeEmail,
    contactId: call.contactId,
    firstName: null,
    lastName: null,
    phoneNumber: call.phoneNumber,
    closerEmail: closer.email,
    callOutcome: task.outcome,
    noSaleReason: task.noSaleReason,
    objection: task.objection,
    startTime: call.dateTimeUTC,
    notes: task.notes,
    dealValue: deal?.value ?? null,
    productName: null,
    deal: { transactionType: deal?.transactionType ?? null, createdAt: null, value: deal?.value ?? null },
    transaction: deals.length > 1 ? deals : [],
  };
}

export function utmOf({ utm }: EventCall): Record<string, unknown> | null {
  const metadata = toPlain(Object.fromEntries(utm.map(({ utmKey, utmValue }) => [utmKey ?? '', utmValue])));
  return isRecord(metadata) && Object.keys(metadata).length > 0 ? metadata : null;
}
