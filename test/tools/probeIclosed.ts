/** What iClosed's pages leave open, checked on an account. Only reads. */
import type { ApiResponse } from '../../shared/index.ts';
import {
  type Account,
  all,
  type Assumption,
  type Checked,
  type Fields,
  findingsOf,
  isFields,
  noList,
  type Probe,
  shapeOf,
} from './probing.ts';

const URL = 'https://public.api.iclosed.io/v1/eventCalls';
const DAY = 24 * 60 * 60 * 1000;
const OUTCOMES = ['WON', 'NO_SALE', 'APPROVED', 'REJECTED'];
const NO_OUTCOMES = ['PENDING', 'PENDING_OUTCOME', 'QUALIFIED', 'UNQUALIFIED'];

interface Seen {
  first: ApiResponse;
  calls: readonly Fields[];
  single: readonly Page[];
  offset: Page;
  tooMany: ApiResponse;
  /** The calls from the start of the middle one on, with that start. */
  later: { from: number; calls: readonly Fields[] } | null;
  refusal: ApiResponse;
}

interface Page {
  id: unknown;
  count: unknown;
}

const READ = 'Not in this account now.';
const DELIVERY = 'Only a delivery shows it: record one, and run npm run keep on it.';
const TRIAL = 'Only trying it by hand shows it.';

const numberOf = (call: Fields) => Number(call['id'] ?? call['callId']);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const tasksOf = (calls: readonly Fields[]): Fields[] =>
  calls.flatMap(({ task }) => (Array.isArray(task) ? task.filter(isFields) : []));
const dealsOf = (calls: readonly Fields[]): Fields[] =>
  calls.flatMap(({ deals }) => (Array.isArray(deals) ? deals.filter(isFields) : []));

/** Undefined where there are not two calls to compare. */
const compared = (pages: readonly Page[], as: boolean, found: string): Checked =>
  pages.length < 2 || pages.some(({ id }) => id === undefined) ? undefined : { as, found };

export const assumptions: readonly Assumption<Seen>[] = [
  {
    note: 'The answer is `{ "data": { "eventCalls": […], "count": … } }`',
    check: ({ first: { status, body } }) => ({
      as:
        status === 201 &&
        isFields(body) &&
        isFields(body['data']) &&
        typeof body['data']['count'] === 'number',
      found: `status ${status}, ${shapeOf(body)}, data: ${shapeOf(isFields(body) ? body['data'] : undefined)}`,
    }),
    seenBy: READ,
  },
  {
    note: '`page` counts from zero, `limit` is at most 100, `offset` does nothing',
    check: ({ single, offset, tooMany }) => {
      const isPaged = single[0]?.id !== single[1]?.id;
      const isLimited = tooMany.status >= 400 || (callsIn(tooMany)?.length ?? 0) <= 100;
      const found = !isPaged
        ? 'page 0 and page 1 begin with the same call'
        : offset.id !== single[0]?.id
          ? 'offset moves the list'
          : 'more than 100 calls at once';
      return compared(single, isPaged && offset.id === single[0]?.id && isLimited, found);
    },
    seenBy: READ,
  },
  {
    note: '`orderColumn=id&orderBy=desc` is kept to',
    check: ({ calls }) => {
      const ids = calls.map(numberOf);
      if (ids.length < 2) return undefined;
      return {
        as: ids.every((id, index) => index === 0 || id < (ids[index - 1] ?? 0)),
        found: 'numbers that do not fall',
      };
    },
    seenBy: READ,
  },
  {
    note: 'A new booking has a higher number than every one before it',
    check: ({ calls }) => {
      const times = calls.map(({ createdAt }) => Date.parse(String(createdAt))).filter(Number.isFinite);
      if (times.length < 2 || times.length < calls.length) return undefined;
      return {
        as: times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0)),
        found: 'a call with a higher number was created earlier',
      };
    },
    seenBy: 'The calls have no time of creation. Book a call, and look whether it is the first of the list.',
  },
  {
    note: '`count` is the length of the whole list',
    check: ({ single, calls }) =>
      compared(single, Number(single[0]?.count) >= calls.length, 'a count below the number of calls'),
    seenBy: READ,
  },
  {
    note: '`dateFrom` filters by the start',
    check: ({ later }) =>
      later === null
        ? undefined
        : all(
            later.calls,
            ({ dateTimeUTC }) => Date.parse(String(dateTimeUTC)) >= later.from - DAY,
            () => 'a call that starts more than a day earlier',
          ),
    seenBy: READ,
  },
  {
    note: '`dateTimeUTC` is the start; `dateTime` is local, without a zone',
    check: ({ calls }) =>
      all(
        calls.filter(({ dateTime, dateTimeUTC }) => dateTime != null || dateTimeUTC != null),
        ({ dateTime, dateTimeUTC }) =>
          /^\d{4}-\d\d-\d\dT.*Z$/.test(String(dateTimeUTC)) &&
          !(isText(dateTime) && /(?:Z|[+-]\d\d:?\d\d)$/.test(dateTime)),
        () => 'a time of another form',
      ),
    seenBy: READ,
  },
  {
    note: "`email`, `firstName`, `lastName` or `user` are the closer's",
    check: ({ calls }) =>
      all(
        calls.filter(({ email, inviteeEmail }) => isText(email) && isText(inviteeEmail)),
        ({ email, inviteeEmail }) => email !== inviteeEmail,
        () => 'email and inviteeEmail of a call are the same',
      ),
    seenBy: READ,
  },
  {
    note: 'The outcome is in `task[]`',
    check: ({ calls }) =>
      all(
        tasksOf(calls).filter(({ outcome }) => outcome != null),
        ({ outcome }) => [...OUTCOMES, ...NO_OUTCOMES].includes(String(outcome)),
        () => 'an outcome in task[] that we do not know, which is read by its words',
      ),
    seenBy: READ,
  },
  {
    note: "`notes` of the task are the outcome's",
    check: ({ calls }) => all(tasksOf(calls), (task) => 'notes' in task, shapeOf),
    seenBy: READ,
  },
  {
    note: "Of one deal in `deals[]`, its value is the webhook's `dealValue`",
    check: ({ calls }) =>
      all(dealsOf(calls), ({ value }) => value == null || Number.isFinite(Number(value)), shapeOf),
    seenBy: READ,
  },
  {
    note: 'A call that is cancelled stays in the list',
    check: ({ calls }) =>
      calls.some(({ cancelledBy }) => cancelledBy != null) ? { as: true, found: '' } : undefined,
    seenBy: 'No call in the list is cancelled.',
  },
  {
    note: 'API key: `Authorization: Bearer iclosed_…`',
    check: ({ refusal: { status, body } }) => ({
      as: status === 401,
      found: `status ${status}, ${shapeOf(body)}`,
    }),
    seenBy: READ,
  },
  { note: "Whether recording an outcome changes a call's `updatedAt`", seenBy: TRIAL },
  { note: 'The body is an array', seenBy: DELIVERY },
  { note: 'Four names for the event', seenBy: DELIVERY },
  { note: '"Signed with a secret key", no header named', seenBy: DELIVERY },
  { note: "Whether `uuid` is the API's ID of the call", seenBy: DELIVERY },
  { note: 'The form of the signing secret', seenBy: 'Look at the secret that iClosed shows.' },
  { note: 'Which outcomes a call takes depends on its type', seenBy: TRIAL },
];

export const probeIclosed: Probe = async (account) => {
  const first = await ask(account, { limit: '100', page: '0' });
  const calls = callsIn(first);
  if (calls === null)
    throw noList('iClosed', 'calls', first, `status ${first.status}, ${shapeOf(first.body)}`);
  const single = [
    pageOf(await ask(account, { limit: '1', page: '0' })),
    pageOf(await ask(account, { limit: '1', page: '1' })),
  ];
  const offset = pageOf(await ask(account, { limit: '1', page: '0', offset: '1' }));
  const tooMany = await ask(account, { limit: '101', page: '0' });
  const refusal = await ask(account, { limit: '1', page: '0' }, 'iclosed_not_a_key');
  const seen = { first, calls, single, offset, tooMany, refusal, later: await laterCalls(account, calls) };
  return findingsOf(assumptions, seen);
};

async function laterCalls(account: Account, calls: readonly Fields[]): Promise<Seen['later']> {
  const starts = calls
    .map(({ dateTimeUTC }) => Date.parse(String(dateTimeUTC)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const from = starts[Math.floor(starts.length / 2)];
  if (from === undefined || (starts[0] ?? from) > from - 2 * DAY) return null;
  const found = callsIn(
    await ask(account, { limit: '100', page: '0', dateFrom: new Date(from).toISOString() }),
  );
  return found && { from, calls: found };
}

function ask(account: Account, query: Record<string, string>, bearer?: string): Promise<ApiResponse> {
  const sent = { eventType: 'ALL', orderColumn: 'id', orderBy: 'desc', ...query };
  return account.send(
    { method: 'GET', url: `${URL}?${new URLSearchParams(sent).toString()}`, headers: {} },
    bearer,
  );
}

function dataOf({ body }: ApiResponse): Fields {
  const data = isFields(body) ? body['data'] : undefined;
  return isFields(data) ? data : {};
}

function callsIn(response: ApiResponse): Fields[] | null {
  const { eventCalls } = dataOf(response);
  return Array.isArray(eventCalls) ? eventCalls.filter(isFields) : null;
}

function pageOf(response: ApiResponse): Page {
  const call = callsIn(response)?.[0];
  return { id: call && (call['id'] ?? call['callId']), count: dataOf(response)['count'] };
}
