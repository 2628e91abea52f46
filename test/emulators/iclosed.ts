/**
 * A stand-in for iClosed's public API and webhooks, written from its documentation alone:
 * api-docs-dev.iclosed.io (outcomes, errors, webhooks), developer.iclosed.io (authentication, rate limits).
 * What the pages leave open is marked "assumed".
 */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod/v4';
import { backOff, bearerToken, createApi, createDeliveries, readJson, Refusal } from './http.ts';
import type {
  Api,
  Deliveries,
  Delivery,
  DeliveryPolicy,
  PublicUrls,
  ReceivedRequest,
  Reply,
} from './http.ts';
import { eventCallsPage, eventCallsQuery, orderedTogether, pagination, taskIdOf } from './iclosedCalls.ts';
import type { CallDeal, CallType, EventCall, IclosedContact } from './iclosedCalls.ts';

export type { EventCall, IclosedContact } from './iclosedCalls.ts';

export const iclosedHost = 'public.api.iclosed.io';

const outcomes = ['WON', 'NO_SALE', 'APPROVED', 'REJECTED'] as const;
const noSaleReasons = [
  'FOLLOW_UP_SCHEDULE',
  'UNQUALIFIED',
  'NO_SHOW',
  'CONTACT_CANCELLED',
  'ADMIN_CANCELLED',
  'NOT_INTERESTED',
  'BAD_FIT',
  'OTHER',
] as const;
const objections = ['MONEY', 'LOGISTIC', 'PARTNER', 'FEAR', 'SMOKE_SCREEN', 'NO_OBJECTION'] as const;
const transactionTypes = ['WON', 'RECURRING', 'DEPOSIT'] as const;

type Outcome = (typeof outcomes)[number];
type NoSaleReason = (typeof noSaleReasons)[number];

/** POST /v1/outcomes. Assumed: unknown fields are refused, and only the two fields marked required are. */
const outcomeRequest = z.strictObject({
  outcome: z.enum(outcomes),
  eventCallId: z.int(),
  noSaleReason: z.enum(noSaleReasons).optional(),
  notes: z.string().optional(),
  objection: z.enum(objections).optional(),
  newDeal: z
    .strictObject({
      id: z.int().optional(),
      value: z.number().optional(),
      transactionType: z.enum(transactionTypes).optional(),
      productId: z.int().optional(),
      date: z.iso.datetime({ offset: true }).optional(),
      transactionIds: z.array(z.int()).optional(),
    })
    .optional(),
});

export type IclosedOutcomeRequest = z.output<typeof outcomeRequest>;

const outcomesOf: Readonly<Record<CallType, readonly Outcome[]>> = {
  STRATEGY_EVENT: ['WON', 'NO_SALE'],
  DISCOVERY_EVENT: ['APPROVED', 'REJECTED'],
};
const reasonsOf: Readonly<Partial<Record<Outcome, readonly NoSaleReason[]>>> = {
  NO_SALE: noSaleReasons.filter((reason) => reason !== 'BAD_FIT' && reason !== 'OTHER'),
  REJECTED: ['NO_SHOW', 'BAD_FIT', 'OTHER', 'NOT_INTERESTED', 'CONTACT_CANCELLED', 'ADMIN_CANCELLED'],
};
const reasonsWithObjection: readonly (NoSaleReason | undefined)[] = ['FOLLOW_UP_SCHEDULE', 'UNQUALIFIED'];

/** An outcome that was recorded for a booked call; recording again replaces it under the same id. */
export interface RecordedOutcome extends IclosedOutcomeRequest {
  id: number;
  updatedAt: string;
}

/** An endpoint that somebody pasted at Settings → Developer. */
export interface IclosedWebhook {
  url: string;
  /** `whsec_…`; without one the deliveries are not signed. */
  secret?: string;
  /** Which family of header names carries the signature; both have been seen or described. */
  headers: 'webhook' | 'svix';
  /** Documented is the array; a bare object and `{ id, type, data }` have been reported. */
  envelope: 'array' | 'object' | 'data';
}

export type IclosedKeyState = 'accepted' | 'expired';

export interface IclosedOptions {
  /** API keys with their prefix `iclosed_`. */
  keys: Readonly<Record<string, IclosedKeyState>>;
  eventCalls?: readonly EventCall[];
  contacts?: readonly IclosedContact[];
  publicUrls?: PublicUrls;
  /** Documented and used when left out: 5 s to answer, retried with growing pauses for 24 h. */
  delivery?: DeliveryPolicy;
  /** Which of the two documented bodies an invalid request gets. */
  errorBody?: 'details' | 'errors';
  /** Splits calls into past and upcoming; the machine's clock when left out. */
  now?: () => Date;
  numbersAsText?: boolean;
}

export interface IclosedEmulator extends Api {
  /** Booked calls, to add to and to change. */
  eventCalls: EventCall[];
  /** Happens before each page of calls is made, such as a booking in between. */
  beforePage: { run: (page: number) => void };
  /** Records an outcome as iClosed's own pages do. */
  record(outcome: IclosedOutcomeRequest): RecordedOutcome;
  /** By event call. */
  recorded: Map<number, RecordedOutcome>;
  webhooks: IclosedWebhook[];
  deliveries: Deliveries;
  /** Sends an event to every webhook, whatever is in it. */
  sendEvent(event: Readonly<Record<string, unknown>>): Delivery[];
  close(): void;
}

/** `{ message, code? }`, the body of 401, 403, 404 and 500. */
export const iclosedError = (status: number, message: string, code?: string): Reply => ({
  status,
  body: { message, ...(code !== undefined && { code }) },
});

/** The 429 of developer.iclosed.io, also for use in a fault. */
export const iclosedRateLimited = (retryAfter: number): Reply => ({
  status: 429,
  body: {
    code: 'RATE_LIMIT_EXCEEDED',
    message: 'Too many requests, please try again later.',
    retryAfter,
    limit: { points: 20, windowSec: 1 },
  },
});

export function createIclosedEmulator({
  keys,
  eventCalls: booked = [],
  contacts = [],
  publicUrls = {},
  delivery = { timeoutMs: 5000, retryAfterMs: backOff(1000, 24 * 60 * 60 * 1000) },
  errorBody = 'details',
  now = () => new Date(),
  numbersAsText = false,
}: IclosedOptions): IclosedEmulator {
  const eventCalls = [...booked];
  const deals = new Map<number, CallDeal[]>();
  const beforePage: IclosedEmulator['beforePage'] = { run: () => undefined };
  const recorded = new Map<number, RecordedOutcome>();
  const webhooks: IclosedWebhook[] = [];
  const deliveries = createDeliveries(delivery, publicUrls);

  function invalid(request: ReceivedRequest, error: FlatError): Refusal {
    const bodies = {
      details: { message: { status: 400, details: error, endpoint: request.path, method: request.method } },
      errors: { message: 'Invalid request', errors: error.fieldErrors },
    };
    return new Refusal({ status: 400, body: bodies[errorBody] }, JSON.stringify(error));
  }

  function check<T>(request: ReceivedRequest, schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw invalid(request, z.flattenError(parsed.error));
    return parsed.data;
  }

  function list(request: ReceivedRequest, maximum: number) {
    const query = z.object({ ...pagination(maximum), orderColumn: z.string().optional() });
    const { page, limit } = check(request, orderedTogether(query), Object.fromEntries(request.query));
    return <T>(rows: readonly T[]) => rows.slice(page * limit, (page + 1) * limit);
  }

  function sendEvent(event: Readonly<Record<string, unknown>>): Delivery[] {
    return webhooks.map(({ url, secret, headers, envelope }) => {
      const id = `msg_${randomUUID()}`;
      const payloads = { array: [event], object: event, data: { id, type: 'outcomeAdded', data: event } };
      return deliveries.post(url, payloads[envelope], (body, at) =>
        secret === undefined
          ? {}
          : {
              [`${headers}-id`]: id,
              [`${headers}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
              [`${headers}-signature`]: new Webhook(secret).sign(id, at, body),
            },
      );
    });
  }

  /** The payload of the page "Call Outcome Added". Assumed: `callOutcome` is the outcome as the API names it. */
  function outcomeAdded(call: EventCall, task: RecordedOutcome): Record<string, unknown> {
    const contact = contacts.find(({ id }) => id === call.contactId);
    const deal = task.newDeal;
    return {
      uuid: task.id,
      userId: call.userId,
      eventName: call.eventName,
      eventId: call.eventId,
      eventDuration: call.duration,
      eventDurationUnit: call.durationUnit,
      email: contact?.email ?? null,
      contactId: call.contactId,
      firstName: contact?.firstName ?? null,
      lastName: contact?.lastName ?? null,
      phoneNumber: contact?.phoneNumber ?? null,
      closerEmail: call.email,
      callOutcome: task.outcome,
      noSaleReason: task.noSaleReason ?? null,
      objection: task.objection ?? null,
      startTime: call.dateTimeUTC,
      notes: task.notes ?? null,
      dealValue: deal?.value ?? null,
      productName: null,
      deal: deal
        ? { transactionType: deal.transactionType, createdAt: task.updatedAt, value: deal.value }
        : null,
      transaction: [],
      hookType: 'Outcome added',
    };
  }

  function recordOutcome(request: ReceivedRequest): Reply {
    const body = readJson(request, iclosedError(400, 'Invalid request'));
    const input = check(request, outcomeRequest, body);
    const call = eventCalls.find(({ id }) => id === input.eventCallId);
    if (!call) throw new Refusal(iclosedError(404, 'Event call not found'), 'no such event call');
    const fieldErrors = brokenRules(input, call.callType);
    if (Object.keys(fieldErrors).length > 0) throw invalid(request, { formErrors: [], fieldErrors });
    const { id, noSaleReason = null, objection = null, updatedAt } = record(input);
    return { status: 200, body: { data: { id, noSaleReason, objection, updatedAt } } };
  }

  function record(input: IclosedOutcomeRequest): RecordedOutcome {
    const call = eventCalls.find(({ id }) => id === input.eventCallId);
    if (!call) throw new Error(`There is no event call ${input.eventCallId}.`);
    const task: RecordedOutcome = { ...input, id: taskIdOf(call), updatedAt: new Date().toISOString() };
    recorded.set(call.id, task);
    if (task.newDeal) addDeal(call.id, task.newDeal, task.updatedAt);
    sendEvent(outcomeAdded(call, task));
    return task;
  }

  /** Assumed: without an id a deal is added, whatever deals the call has. */
  function addDeal(callId: number, deal: NonNullable<IclosedOutcomeRequest['newDeal']>, at: string): void {
    const others = (deals.get(callId) ?? []).filter(({ id }) => id !== deal.id);
    const { id = 900 + deals.size + others.length, value = null, transactionType = null } = deal;
    const { productId = null, date: time = at } = deal;
    deals.set(callId, [...others, { id, value, transactionType, productId, time }]);
  }

  function listEventCalls(request: ReceivedRequest): Reply {
    const query = check(request, eventCallsQuery, Object.fromEntries(request.query));
    beforePage.run(query.page);
    const data = eventCallsPage(query, { calls: eventCalls, contacts, recorded, deals, now, numbersAsText });
    // The documentation gives this read the status 201.
    return { status: 201, body: { data } };
  }

  function contactDetail(request: ReceivedRequest): Reply {
    const contact = contacts.find(({ id }) => String(id) === request.query.get('contactId'));
    if (!contact) throw new Refusal(iclosedError(404, 'Contact not found'), 'no such contact');
    return {
      status: 200,
      body: { data: { ...contact, ...(request.query.get('includeUtms') === 'true' && { utms: [] }) } },
    };
  }

  const api = createApi(
    {
      'POST /v1/outcomes': recordOutcome,
      'GET /v1/eventCalls': listEventCalls,
      'GET /v1/contacts': (request) => ({ status: 200, body: { data: list(request, 100)(contacts) } }),
      'GET /v1/contacts/detail': contactDetail,
      // Documented as bare, without `data`; the fields of an entry are assumed.
      'GET /v1/fields/contact-stage': () => ({ status: 200, body: [{ id: 1, name: 'New' }] }),
    },
    (request, handle) => {
      const key = bearerToken(request);
      if (!key?.startsWith('iclosed_')) throw unauthorized('API key is required');
      if (!Object.hasOwn(keys, key)) throw unauthorized('Invalid API key');
      if (keys[key] === 'expired') throw unauthorized('API key expired');
      return handle();
    },
    iclosedError(404, 'Not Found'),
  );

  return {
    ...api,
    eventCalls,
    beforePage,
    record,
    recorded,
    webhooks,
    deliveries,
    sendEvent,
    close: () => {
      deliveries.close();
    },
  };
}

interface FlatError {
  formErrors: string[];
  fieldErrors: Record<string, string[] | undefined>;
}

const unauthorized = (message: string) => new Refusal(iclosedError(401, message), message);

function brokenRules(input: IclosedOutcomeRequest, callType: CallType): Record<string, string[]> {
  const { outcome, noSaleReason, objection } = input;
  const reasons = reasonsOf[outcome];
  const objectionNeeded =
    outcome === 'WON' || (outcome === 'NO_SALE' && reasonsWithObjection.includes(noSaleReason));
  return {
    ...(!outcomesOf[callType].includes(outcome) && {
      outcome: [`A ${callType} takes one of ${outcomesOf[callType].join(', ')}`],
    }),
    ...(reasons &&
      (!noSaleReason || !reasons.includes(noSaleReason)) && {
        noSaleReason: [`${outcome} takes one of ${reasons.join(', ')}`],
      }),
    ...(objectionNeeded && !objection && { objection: ['Required'] }),
  };
}
