import { type ApiRequest, perform } from '../../shared/index.ts';
import { type CallFilters, listCalls } from '../../shared/providers/iclosed/calls.ts';
import { type CallBook, type EventCall, eventCallsPage, eventCallsQuery } from '../emulators/iclosedCalls.ts';

const HOUR = 60 * 60 * 1000;
const FIRST = Date.parse('2026-03-01T00:00:00Z');

/** A booked call, an hour after the one before it. */
export const booking = (id: number, change: Partial<EventCall> = {}): EventCall => ({
  id,
  callType: 'STRATEGY_EVENT',
  contactId: 1000 + id,
  userId: 2,
  email: 'closer@example.com',
  eventId: 3,
  eventName: 'Strategy Call',
  dateTimeUTC: new Date(FIRST + id * HOUR).toISOString(),
  duration: 30,
  durationUnit: 'MINUTES',
  ...change,
});

/** The calls of the stand-in as the core reads them, without a server. `before` happens ahead of each request. */
export function openCallBook(
  calls: readonly EventCall[],
  { before = () => undefined, ...more }: Partial<CallBook> & { before?: (request: number) => void } = {},
) {
  const requests: ApiRequest[] = [];
  const book: CallBook = {
    calls,
    contacts: [],
    recorded: new Map(),
    deals: new Map(),
    now: () => new Date('2026-04-01T00:00:00Z'),
    numbersAsText: false,
    ...more,
  };
  const send = (request: ApiRequest) => {
    const query = eventCallsQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    before(requests.push(request) - 1);
    const body: unknown = JSON.parse(JSON.stringify({ data: eventCallsPage(query, book) }));
    return Promise.resolve({ status: 201, headers: {}, body });
  };
  return {
    requests,
    read: (filters: CallFilters = {}) => listCalls(filters, (call) => perform(call, { send })),
  };
}
