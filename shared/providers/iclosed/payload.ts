import * as z from 'zod/mini';
import { OutcomeError } from '../../errors.ts';
import type { Ignored, WireEvent } from '../../provider.ts';
import { block, isRecord, list, moment, number, readText, text } from '../../values/wire.ts';

/** "Call Outcome Added": https://api-docs-dev.iclosed.io/webhooks/v1/routes/webhookEventTypes/outcomeAdded */
export const iclosedEvent = z.object({
  uuid: text,
  userId: text,
  eventName: text,
  eventId: text,
  eventDuration: number,
  eventDurationUnit: text,
  email: text,
  contactId: text,
  firstName: text,
  lastName: text,
  phoneNumber: text,
  closerEmail: text,
  callOutcome: text,
  noSaleReason: text,
  objection: text,
  startTime: moment,
  notes: text,
  dealValue: number,
  productName: text,
  deal: block({ transactionType: text, createdAt: moment, value: number }),
  transaction: list,
});

export type IclosedEvent = z.infer<typeof iclosedEvent>;

/** iClosed's pages name this event in four ways; letters only, in lower case. */
const OUTCOME_HOOKS = new Set(['outcomeadded', 'calloutcome', 'calloutcomeadded', 'outcomerecorded']);

type Read = { event: WireEvent<IclosedEvent> } | { ignored: Ignored } | { unreadable: Ignored };

export function parse(body: unknown): { events: WireEvent<IclosedEvent>[]; ignored: Ignored[] } {
  const elements = elementsOf(body).map(read);
  if (elements.every((element) => 'unreadable' in element)) {
    throw new OutcomeError('invalid_payload', 'This is not an iClosed outcome event.', {
      hint: UNREADABLE.hint,
    });
  }
  return {
    events: elements.flatMap((element) => ('event' in element ? [element.event] : [])),
    ignored: elements.flatMap((element) =>
      'ignored' in element ? [element.ignored] : 'unreadable' in element ? [element.unreadable] : [],
    ),
  };
}

/** Documented is an array; single objects and `{ data }`, with a hookType perhaps, have been seen too. */
function elementsOf(body: unknown): unknown[] {
  const isEnvelope =
    isRecord(body) &&
    isObject(body.data) &&
    readText(body.callOutcome) === null &&
    readText(body.uuid) === null &&
    !isOtherHook(hookOf(body));
  const content = isEnvelope ? body.data : body;
  return Array.isArray(content) ? content : [content];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const UNREADABLE: Ignored = {
  reason: 'This part of the delivery is not an iClosed event.',
  hint: 'iClosed sends events with a "callOutcome" or with the hookType "Outcome added". Check that only iClosed webhooks use this URL.',
};

const OTHER_EVENT: Ignored = {
  reason: 'iClosed sent another kind of event.',
  hint: 'In iClosed, under Settings → Developer → Webhooks, choose only the event "Call outcome added" for this URL.',
};

function read(element: unknown): Read {
  if (!isRecord(element)) return { unreadable: UNREADABLE };
  const hook = hookOf(element);
  if (isOtherHook(hook)) return { ignored: OTHER_EVENT };
  if (hook === '' && readText(element.callOutcome) === null) return { unreadable: UNREADABLE };
  return { event: { wire: iclosedEvent.parse(element), raw: element } };
}

function hookOf({ hookType }: Record<string, unknown>): string {
  return typeof hookType === 'string' ? hookType.trim() : '';
}

function isOtherHook(hook: string): boolean {
  return hook !== '' && !OUTCOME_HOOKS.has(hook.toLowerCase().replace(/[^a-z]/g, ''));
}
