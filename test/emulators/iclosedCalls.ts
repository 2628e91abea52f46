/**
 * iClosed's booked calls as `GET /v1/eventCalls` lists them: the parameters of its OpenAPI document, and the habits
 * that public projects report of the live API. What they leave open is marked "assumed".
 */
import { z } from 'zod/v4';

export type CallType = 'STRATEGY_EVENT' | 'DISCOVERY_EVENT';

/** A booked call. */
export interface EventCall {
  id: number;
  callType: CallType;
  contactId: number;
  userId: number;
  /** The closer's address. */
  email: string;
  eventId: number;
  eventName: string;
  /** ISO 8601. */
  dateTimeUTC: string;
  duration: number;
  durationUnit: string;
  /** ISO 8601; when left out, calls were booked in the order of their ids. */
  createdAt?: string;
  cancelledBy?: string;
  cancelReason?: string;
  utm?: readonly { utmKey: string; utmValue: string }[];
  /** What a setter said of the person before the call. */
  setterOutcome?: 'QUALIFIED' | 'UNQUALIFIED' | 'PENDING';
}

export interface IclosedContact {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  phoneNumber: string;
}

export interface CallDeal {
  id: number;
  value: number | null;
  transactionType: string | null;
  productId: number | null;
  time: string;
}

export interface CallTask {
  id: number;
  outcome: string;
  noSaleReason?: string | undefined;
  objection?: string | undefined;
  notes?: string | undefined;
}

/** All that the list is made from. */
export interface CallBook {
  calls: readonly EventCall[];
  contacts: readonly IclosedContact[];
  /** By event call. */
  recorded: ReadonlyMap<number, CallTask>;
  /** By event call. */
  deals: ReadonlyMap<number, readonly CallDeal[]>;
  now: () => Date;
  /** Gives every number as text, as some projects type them. */
  numbersAsText: boolean;
}

/** The task of a call, which is there before its outcome. Assumed: its number has nothing to do with the call's. */
export const taskIdOf = ({ id }: EventCall): number => 50_000 + 7 * id;

/** Pages count from zero; the two order parameters are sent together or not at all; others are ignored. */
export const pagination = (maximum: number) => ({
  page: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(maximum).default(20),
  orderBy: z.enum(['asc', 'desc']).optional(),
});

export const orderedTogether = <T extends { orderBy?: unknown; orderColumn?: unknown }>(
  schema: z.ZodType<T>,
) =>
  schema.refine(({ orderBy, orderColumn }) => (orderBy === undefined) === (orderColumn === undefined), {
    path: ['orderBy'],
    message: 'orderBy and orderColumn must be sent together',
  });

const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional();
/** Values separated by commas; every value passes where there are none. */
const values = z
  .string()
  .transform((text) => text.split(','))
  .optional();

export const eventCallsQuery = orderedTogether(
  z.object({
    ...pagination(100),
    orderColumn: z.enum(['createdAt', 'dateTime', 'updatedAt', 'id']).optional(),
    eventType: z.enum(['PAST', 'UPCOMING', 'ALL']).default('PAST'),
    dateFrom: day,
    dateTo: day,
    search: z.string().optional(),
    ids: values,
    contactId: values,
    userIds: values,
    eventIds: values,
    inviteeEmails: values,
    callTypes: values,
    outcomes: values,
  }),
);

type Query = z.output<typeof eventCallsQuery>;

export function eventCallsPage(query: Query, book: CallBook): { eventCalls: unknown[]; count: number } {
  const rows = book.calls.filter((call) => matches(call, query, book)).toSorted(order(query));
  const { page, limit } = query;
  const answer = {
    eventCalls: rows.slice(page * limit, (page + 1) * limit).map((call) => onWire(call, book)),
    count: rows.length,
  };
  return book.numbersAsText ? withNumbersAsText(answer) : answer;
}

function matches(call: EventCall, query: Query, book: CallBook): boolean {
  const person = book.contacts.find(({ id }) => id === call.contactId);
  const time = Date.parse(call.dateTimeUTC);
  const has = (wanted: string[] | undefined, value: string | number | undefined) =>
    wanted === undefined || wanted.includes(String(value));
  const words = [person?.firstName, person?.lastName, person?.email, person?.phoneNumber].join(' ');
  return (
    (query.eventType === 'ALL' || query.eventType === eventTypeOf(call, book)) &&
    (query.dateFrom === undefined || time >= Date.parse(query.dateFrom)) &&
    (query.dateTo === undefined || time <= Date.parse(query.dateTo)) &&
    words.toLowerCase().includes(query.search?.toLowerCase() ?? '') &&
    has(query.ids, call.id) &&
    has(query.contactId, call.contactId) &&
    has(query.userIds, call.userId) &&
    has(query.eventIds, call.eventId) &&
    has(query.inviteeEmails, person?.email) &&
    has(query.callTypes, call.callType) &&
    has(query.outcomes, book.recorded.get(call.id)?.outcome ?? 'PENDING')
  );
}

/** A cancelled call still reads PAST once its time has come: there is no status. */
function eventTypeOf({ dateTimeUTC }: EventCall, { now }: CallBook): 'PAST' | 'UPCOMING' {
  return Date.parse(dateTimeUTC) <= now().getTime() ? 'PAST' : 'UPCOMING';
}

/** Without the parameters the order differs between projects; here it is one that nobody would choose. */
function order({ orderColumn, orderBy }: Query): (a: EventCall, b: EventCall) => number {
  const columns = {
    id: ({ id }: EventCall) => id,
    createdAt: ({ id, createdAt }: EventCall) => (createdAt === undefined ? id : Date.parse(createdAt)),
    dateTime: ({ dateTimeUTC }: EventCall) => Date.parse(dateTimeUTC),
    // Assumed, to be unkind: recording an outcome does not touch it.
    updatedAt: ({ id }: EventCall) => id,
    none: ({ id }: EventCall) => (id * 7919) % 1000,
  };
  const column = columns[orderColumn ?? 'none'];
  const direction = orderBy === 'desc' ? -1 : 1;
  return (a, b) => direction * (column(a) - column(b) || a.id - b.id);
}

/** The keys that projects print; `email` and the names beside it are the closer's. */
function onWire(call: EventCall, book: CallBook): Record<string, unknown> {
  const person = book.contacts.find(({ id }) => id === call.contactId);
  const task = book.recorded.get(call.id);
  const local = new Date(Date.parse(call.dateTimeUTC) + 2 * 60 * 60 * 1000).toISOString();
  return {
    id: call.id,
    callId: call.id,
    previewId: `preview-${call.id}`,
    contactId: call.contactId,
    userId: call.userId,
    eventId: call.eventId,
    name: call.eventName,
    firstName: 'Cleo',
    lastName: 'Closer',
    email: call.email,
    inviteeName: person ? `${person.firstName} ${person.lastName}` : null,
    inviteeEmail: person?.email ?? null,
    phoneNumber: person?.phoneNumber ?? null,
    location: 'PHONE_CALL',
    locationLink: null,
    dateTime: local.replace('T', ' ').replace('Z', ''),
    dateTimeUTC: call.dateTimeUTC,
    duration: call.duration,
    durationUnit: call.durationUnit,
    callType: call.callType,
    eventType: eventTypeOf(call, book),
    cancelledBy: call.cancelledBy ?? null,
    cancelReason: call.cancelReason ?? null,
    rescheduledBy: null,
    notes: 'Typed while booking.',
    SettedClaim:
      call.setterOutcome === undefined
        ? null
        : { id: 3, claimStatus: 'CLAIMED', outcome: call.setterOutcome, user: null },
    task: task ? [{ completed: true, ...task }] : waiting(call),
    taskId: taskIdOf(call),
    deals: (book.deals.get(call.id) ?? []).map((deal) => ({
      ...deal,
      value: deal.value?.toFixed(2) ?? null,
    })),
    questions: null,
    secondaryAnswers: [],
    utm: call.utm ?? null,
  };
}

/** A call without an outcome. Assumed: any of these. */
function waiting(call: EventCall): unknown {
  const task = { id: taskIdOf(call), completed: false, noSaleReason: null, objection: null, notes: null };
  return [null, [], [{ ...task, outcome: null }], [{ ...task, outcome: 'PENDING' }]][call.id % 4];
}

function withNumbersAsText<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, item: unknown) =>
      typeof item === 'number' && key !== 'count' ? String(item) : item,
    ),
  ) as T;
}
