/** iClosed's booked calls, by `GET /v1/eventCalls`: https://developer.iclosed.io/ */
import * as z from 'zod/mini';
import type { Api } from '../../action.ts';
import { type ApiCall, bodyOf } from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import type { WireEvent } from '../../provider.ts';
import { toTimestamp } from '../../values/timestamp.ts';
import { isRecord, number } from '../../values/wire.ts';
import { BASE_URL, call, NAME } from './api.ts';
import { closerOf, eventCall, type EventCall } from './eventCall.ts';

export interface CallFilters {
  id?: string | undefined;
  /** Calls that start then or later, as `toTimestamp` writes it. */
  since?: string | undefined;
  /** The number or the email address of who holds the call. */
  closer?: string | undefined;
  callType?: string | undefined;
  /** In the name, email address or phone number of the prospect. */
  search?: string | undefined;
}

/** The most that iClosed gives at once. */
const PAGE_SIZE = 100;
/** How often a shrinking list is followed before it counts as unreadable. */
const MOST_STEPS_BACK = 20;

/**
 * Every call that passes the filters once, newest booking first, a page in memory at a time. Takes one request a
 * page, and one more that finds no further page.
 *
 * Pages are cut from a list that changes. In the order of ids a new booking only pushes calls to later pages,
 * which are read twice and given once. A call that leaves the list (moved to before `since`) pulls calls onto
 * pages already read: the count falls, and reading goes back.
 */
export async function* listCalls(filters: CallFilters, api: Api): AsyncGenerator<WireEvent<EventCall>> {
  const given = new Set<string>();
  let total: number | null = null;
  let stepsBack = 0;
  for (let page = 0; ; page++) {
    const { calls, count } = await api(pageOfCalls(filters, page));
    const left: number = total === null || count === null ? 0 : total - count;
    total = count;
    if (left > 0 && page > 0) {
      if (++stepsBack > MOST_STEPS_BACK) throw restless();
      page = Math.max(0, page - Math.ceil(left / PAGE_SIZE)) - 1;
      continue;
    }
    if (calls.length === 0) return;
    for (const { id, ...found } of calls) {
      if (given.has(id)) continue;
      given.add(id);
      if (isWanted(found.wire, filters)) yield found;
    }
  }
}

interface PageOfCalls {
  calls: (WireEvent<EventCall> & { id: string })[];
  /** How long the whole list is, where the answer says it. */
  count: number | null;
}

function pageOfCalls(filters: CallFilters, page: number): ApiCall<PageOfCalls> {
  const query = {
    // Without it upcoming calls are left out, which may have an outcome already: cancelled by the prospect.
    eventType: 'ALL',
    orderColumn: 'id',
    orderBy: 'desc',
    dateFrom: filters.since && dayBefore(filters.since),
    ids: filters.id,
    userIds: isAddress(filters.closer) ? undefined : filters.closer,
    callTypes: filters.callType,
    search: filters.search,
    limit: String(PAGE_SIZE),
    page: String(page),
  };
  const sent = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const url = `${BASE_URL}/eventCalls?${new URLSearchParams(sent).toString()}`;
  return call({ method: 'GET', url, headers: {} }, true, (response) => {
    const { data } = bodyOf(NAME, response);
    const { eventCalls, count } = isRecord(data) ? data : {};
    if (!Array.isArray(eventCalls)) throw unreadable();
    const calls = eventCalls.map(readCall);
    return { calls, count: totalOf(z.parse(number, count), page, calls.length) };
  });
}

/** A call without a number could be given twice, and an answer of another form must not pass for a quiet week. */
function readCall(raw: unknown): WireEvent<EventCall> & { id: string } {
  const wire = eventCall.parse(isRecord(raw) ? raw : {});
  const id = wire.id ?? wire.callId;
  if (id === null || !isRecord(raw)) throw unreadable();
  return { id, wire, raw };
}

/** Null for a count that can only be the page's own: which one it is, no page of iClosed says. */
function totalOf(count: number | null, page: number, length: number): number | null {
  const least = length === 0 ? 1 : page * PAGE_SIZE + length;
  return count !== null && count >= least ? count : null;
}

/** iClosed does not say whose midnight it counts by, so it is asked for a day more, and the start checked here. */
function dayBefore(time: string): string {
  return new Date(Date.parse(time) - 24 * 60 * 60 * 1000).toISOString();
}

/** What iClosed does not say of a call was for its own filter to check. */
function isWanted(wire: EventCall, { id, since, closer, callType }: CallFilters): boolean {
  const start = toTimestamp(wire.dateTimeUTC);
  const passes = (wanted: string | undefined, value: string | null) =>
    wanted === undefined || value === null || value === wanted;
  return (
    (start === null || since === undefined || start >= since) &&
    passes(id, wire.id ?? wire.callId) &&
    passes(callType, wire.callType) &&
    (isAddress(closer)
      ? closerOf(wire).email?.toLowerCase() === closer.toLowerCase()
      : passes(closer, closerOf(wire).id))
  );
}

/** By the number of a closer iClosed finds calls itself. */
function isAddress(closer: string | undefined): closer is string {
  return closer?.includes('@') ?? false;
}

function unreadable(): OutcomeError {
  return new OutcomeError('unavailable', `${NAME} sent an unreadable list of calls.`, {
    hint: 'Its API may have changed. Update this integration; if that does not help, report it.',
  });
}

function restless(): OutcomeError {
  return new OutcomeError('unavailable', `The list of calls in ${NAME} kept changing while it was read.`, {
    hint: 'Try again in a few minutes, or choose a later start.',
  });
}
