import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ApiRequest, ApiResponse } from '../../shared/index.ts';
import { createSailorEmulator, type SailorEmulator } from '../emulators/sailor.ts';
import { serveOnLoopback } from '../helpers/loopback.ts';
import { assumptions as iclosedAssumptions, probeIclosed } from './probeIclosed.ts';
import type { Account, Fields, Finding } from './probing.ts';
import { assumptions as sailorAssumptions, probeSailor } from './probeSailor.ts';

type Change = (request: ApiRequest, response: ApiResponse) => ApiResponse;

const unchanged: Change = (_request, response) => response;
const verdicts = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ note, verdict }) => [note, verdict]));

/** A copy of a body in which all objects with this key are changed. */
function withKey(value: unknown, key: string, change: (fields: Fields) => Fields): unknown {
  if (Array.isArray(value)) return value.map((inner) => withKey(inner, key, change));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withKey(inner, key, change)]),
  );
  return Object.hasOwn(fields, key) ? change(fields) : fields;
}

const changing =
  (key: string, change: (fields: Fields) => Fields, method?: string): Change =>
  (request, response) =>
    method !== undefined && request.method !== method
      ? response
      : { ...response, body: withKey(response.body, key, change) };

describe.each([
  ['sailor', sailorAssumptions],
  ['iclosed', iclosedAssumptions],
] as const)('the assumptions on %s', (provider, assumptions) => {
  const notes = readFileSync(new URL(`../../shared/providers/${provider}/NOTES.md`, import.meta.url), 'utf8');
  const lines = notes.replace(/\n +/g, ' ').split('\n');

  test('each stands in a line of NOTES.md', () => {
    const others = assumptions.filter(
      ({ note }) => !lines.some((line) => line.replace(/^(?:- |\| )/, '').startsWith(note)),
    );
    expect(others.map(({ note }) => note)).toEqual([]);
  });

  test('each line of what is not known has one', () => {
    const open = lines
      .slice(lines.findIndex((line) => line.includes('Not known')))
      .filter((line) => line.startsWith('- '));
    expect(open.length).toBeGreaterThan(2);
    const unchecked = open.filter((line) => !assumptions.some(({ note }) => line.startsWith(`- ${note}`)));
    expect(unchecked.filter((line) => !/`POST \/v1\/webhooks` is mentioned/.test(line))).toEqual([]);
  });
});

describe('Sailor', () => {
  const LIST = '11111111-1111-4111-8111-111111111111';
  let sailor: SailorEmulator;
  let good: Awaited<ReturnType<typeof serveOnLoopback>>;
  let bad: typeof good;
  let said: string[];
  beforeEach(async () => {
    said = [];
    sailor = createSailorEmulator({ tokens: { good: 'accepted' }, smartLists: { [LIST]: 'Hush list' } });
    good = await serveOnLoopback(sailor.listener, 'Bearer good', 5000);
    bad = await serveOnLoopback(sailor.listener, 'Bearer bad', 5000);
    const base = { outcome_type: 'action', webhook_url: 'https://hush.example/' } as const;
    sailor.createOutcome({
      ...base,
      outcome_name: 'Hush one',
      destination_type: 'smart_list',
      destination_id: LIST,
    });
    sailor.createOutcome({
      ...base,
      outcome_name: 'Hush two',
      destination_type: 'remove_from_smart_list',
      remove_from_smart_lists: { list_ids: [LIST] },
    });
    sailor.createOutcome({ outcome_name: 'Hush three', outcome_type: 'disposition' });
  });
  afterEach(async () => {
    sailor.close();
    await Promise.all([good.close(), bad.close()]);
  });

  const account = (change: Change = unchanged, isStopped = () => false): Account => ({
    key: 'good',
    send: async (request, bearer) =>
      change(request, await (bearer === undefined ? good : bad).transport.send(request)),
    sleep: () => Promise.resolve(),
    isStopped,
    say: (line) => {
      said.push(line);
    },
  });

  test('reads alone without --write', async () => {
    const findings = await probeSailor(account(), { write: false });
    expect(new Set(sailor.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(new Set(Object.values(verdicts(findings)))).toEqual(new Set(['as assumed', 'not seen']));
  });

  test('finds all as assumed in the stand-in, leaves nothing, and tells no value', async () => {
    const before = [...sailor.outcomes.values()];
    const findings = await probeSailor(account(), { write: true });
    expect(findings.filter(({ verdict }) => verdict === 'different')).toEqual([]);
    const seen = sailorAssumptions.filter(({ check }) => check !== undefined).map(({ note }) => note);
    expect(findings.filter(({ verdict }) => verdict === 'as assumed').map(({ note }) => note)).toEqual(seen);
    expect([...sailor.outcomes.values()]).toEqual(before);
    expect(JSON.stringify([findings, said])).not.toMatch(/hush/i);
  });

  const isWrite = (request: ApiRequest, part: string) =>
    request.method === 'PATCH' && JSON.stringify(request.body).includes(part);
  const refusal = (status: number, error: string) => ({ status, headers: {}, body: { ok: false, error } });
  const success = (response: ApiResponse): ApiResponse => ({ ...response, status: 200, body: { ok: true } });
  let posts = 0;
  const atPost =
    (number: number, change: (response: ApiResponse) => ApiResponse): Change =>
    (request, response) =>
      request.method === 'POST' && ++posts === number ? change(response) : response;
  let deletions = 0;

  const different: Readonly<Record<string, Change>> = {
    'An outcome has one `webhook_url`': changing(
      'webhook_url',
      ({ webhook_url, ...rest }) => ({ ...rest, urls: webhook_url }),
      'GET',
    ),
    'The list of outcomes is whole': (request, response) =>
      request.method === 'GET'
        ? { ...response, body: { ...(response.body as Fields), next_page: 'hush' } }
        : response,
    'IDs are UUIDs': changing('outcome_id', (one) => ({ ...one, outcome_id: '77' }), 'GET'),
    '`PATCH` replaces the whole outcome': (request, response) =>
      request.method === 'PATCH'
        ? changing('order', (one) => ({ ...one, order: 9999 }))(request, response)
        : response,
    'Webhooks only for actions': changing(
      'webhook_url',
      (one) => ({ ...one, webhook_url: 'https://hush.example/' }),
      'GET',
    ),
    '`Idempotency-Key` on `POST` and `PATCH`': atPost(1, success),
    'The same key gives the same answer again': atPost(3, () => refusal(409, 'idempotency_key_in_use')),
    'Error strings': changing('error', (one) => ({ ...one, error: 'no_access' })),
    'A wrong token has the status 401': (_request, response) => ({
      ...response,
      status: response.status === 401 ? 200 : response.status,
    }),
    'Writing answers 200 with the outcome': atPost(2, (response) => ({ ...response, status: 201 })),
    'Any webhook URL is kept, http and private ones too': (request, response) =>
      isWrite(request, 'http://10.0.0.1') ? refusal(400, 'invalid_outcome') : response,
    'Names may repeat': atPost(4, () => refusal(400, 'invalid_outcome')),
    'The form of `destination` in an answer': changing('destination', (one) => ({
      ...one,
      destination: { lists: 'hush' },
    })),
    '`selection` for "all lists"': (request, response) =>
      isWrite(request, '"all":true')
        ? changing('selection', (one) => ({ ...one, selection: 'every', destination_ids: [LIST] }))(
            request,
            response,
          )
        : response,
    'Whether an action may be without a URL': (request, response) =>
      request.method === 'PATCH' && !Object.hasOwn(request.body ?? {}, 'webhook_url')
        ? success(response)
        : response,
    'Deleting answers 200, and a second time outcome_not_found': (request, response) =>
      request.method === 'DELETE' && ++deletions === 2 ? success(response) : response,
  };

  test('each assumption that is checked is made to differ below', () => {
    const checked = sailorAssumptions.filter(({ check }) => check !== undefined).map(({ note }) => note);
    expect(Object.keys(different)).toEqual(checked);
  });

  test.each(Object.entries(different))('says that it is different: %s', async (note, change) => {
    posts = deletions = 0;
    const findings = await probeSailor(account(change), { write: true });
    expect(verdicts(findings)[note]).toBe('different');
    expect(JSON.stringify([findings, said])).not.toMatch(/hush/i);
  });

  test.each(Array.from({ length: 16 }, (_, index) => index))(
    'stopped after %d requests, it leaves nothing',
    async (after) => {
      const before = [...sailor.outcomes.keys()];
      let sent = 0;
      const counted: Change = (_request, response) => (sent++, response);
      await probeSailor(
        account(counted, () => sent > after),
        { write: true },
      );
      expect([...sailor.outcomes.keys()]).toEqual(before);
    },
  );

  test.each(Array.from({ length: 12 }, (_, index) => index))(
    'whose connection breaks after %d requests, it leaves nothing or says what to look for',
    async (after) => {
      const before = [...sailor.outcomes.keys()];
      let sent = 0;
      const broken =
        (until: number): Change =>
        (_request, response) => {
          if (++sent > after && sent <= until) throw new Error('The answer is lost.');
          return response;
        };
      await probeSailor(account(broken(after + 1)), { write: true }).catch(() => undefined);
      expect([...sailor.outcomes.keys()]).toEqual(before);

      sent = 0;
      await probeSailor(account(broken(Infinity)), { write: true }).catch(() => undefined);
      if (sailor.outcomes.size > before.length)
        expect(said.join('\n')).toMatch(/Look for “Probe of Call Outcomes/);
    },
  );
});

describe('iClosed', () => {
  const call = (id: number): Fields => ({
    id,
    createdAt: `2026-04-${10 + id}T08:00:00.000Z`,
    dateTimeUTC: `2026-04-${10 + id * 3}T09:00:00.000Z`,
    dateTime: `2026-04-${10 + id * 3} 10:00:00.000`,
    email: 'hush.closer@example.com',
    inviteeEmail: 'hush.prospect@example.com',
    cancelledBy: id === 2 ? 'hush' : null,
    task: [{ id, outcome: 'WON', notes: 'hush' }],
    deals: [{ id, value: '100' }],
  });
  const calls = [4, 3, 2, 1].map(call);
  let asked: ApiRequest[];
  beforeEach(() => {
    asked = [];
  });

  const account = (change: Change): Account => ({
    key: 'good',
    send: (request, bearer) => {
      asked.push(request);
      const query = new URL(request.url).searchParams;
      const [page, limit] = [Number(query.get('page')), Number(query.get('limit'))];
      const from = Date.parse(query.get('dateFrom') ?? '2000-01-01');
      const found = calls.filter(({ dateTimeUTC }) => Date.parse(String(dateTimeUTC)) >= from);
      const eventCalls = found.slice(page * limit, (page + 1) * limit);
      const response =
        bearer === undefined
          ? { status: 201, headers: {}, body: { data: { eventCalls, count: found.length } } }
          : { status: 401, headers: {}, body: { message: 'Invalid API key' } };
      return Promise.resolve(change(request, response));
    },
    sleep: () => Promise.resolve(),
    isStopped: () => false,
    say: () => undefined,
  });
  const probe = (change: Change = unchanged) => probeIclosed(account(change), { write: false });

  test('finds all as assumed where it is so, only reads, and tells no value', async () => {
    const findings = await probe();
    const checked = iclosedAssumptions.filter(({ check }) => check !== undefined).map(({ note }) => note);
    expect(findings.filter(({ verdict }) => verdict === 'as assumed').map(({ note }) => note)).toEqual(
      checked,
    );
    expect(asked.every(({ method }) => method === 'GET')).toBe(true);
    expect(JSON.stringify(findings)).not.toMatch(/hush/i);
  });

  const has =
    (name: string, value?: string) =>
    ({ url }: ApiRequest) => {
      const found = new URL(url).searchParams.get(name);
      return value === undefined ? found !== null : found === value;
    };
  const listOf = (eventCalls: readonly Fields[], count = 4): ApiResponse => ({
    status: 201,
    headers: {},
    body: { data: { eventCalls, count } },
  });
  const each = (change: (one: Fields) => Fields): Change => changing('dateTimeUTC', change);

  const different: Readonly<Record<string, Change>> = {
    'The answer is `{ "data": { "eventCalls": […], "count": … } }`': (_request, response) => ({
      ...response,
      status: response.status === 201 ? 200 : response.status,
    }),
    '`page` counts from zero, `limit` is at most 100, `offset` does nothing': (request, response) =>
      has('page', '1')(request) ? listOf(calls.slice(0, 1)) : response,
    '`orderColumn=id&orderBy=desc` is kept to': (request, response) =>
      has('limit', '100')(request) ? listOf(calls.toReversed()) : response,
    'A new booking has a higher number than every one before it': each((one) => ({
      ...one,
      createdAt: `2026-05-0${9 - Number(one['id'])}T08:00:00Z`,
    })),
    '`count` is the length of the whole list': (request, response) =>
      has('limit', '1')(request)
        ? listOf(
            response.status === 201
              ? calls.slice(
                  Number(new URL(request.url).searchParams.get('page')),
                  Number(new URL(request.url).searchParams.get('page')) + 1,
                )
              : [],
            1,
          )
        : response,
    '`dateFrom` filters by the start': (request, response) =>
      has('dateFrom')(request) ? listOf(calls) : response,
    '`dateTimeUTC` is the start; `dateTime` is local, without a zone': each((one) => ({
      ...one,
      dateTime: one['dateTimeUTC'],
    })),
    "`email`, `firstName`, `lastName` or `user` are the closer's": each((one) => ({
      ...one,
      email: one['inviteeEmail'],
    })),
    'The outcome is in `task[]`': each((one) => ({ ...one, task: [{ outcome: 'HUSH', notes: null }] })),
    "`notes` of the task are the outcome's": each((one) => ({ ...one, task: [{ outcome: 'WON' }] })),
    "Of one deal in `deals[]`, its value is the webhook's `dealValue`": each((one) => ({
      ...one,
      deals: [{ value: 'hush' }],
    })),
    'API key: `Authorization: Bearer iclosed_…`': (_request, response) => ({
      ...response,
      status: response.status === 401 ? 403 : response.status,
    }),
  };

  test('each assumption that can differ is made to differ below', () => {
    const checked = iclosedAssumptions.filter(({ check }) => check !== undefined).map(({ note }) => note);
    // No list without a cancelled call shows that one was left out.
    expect(Object.keys(different)).toEqual(
      checked.filter((note) => !note.startsWith('A call that is cancelled')),
    );
  });

  test.each(Object.entries(different))('says that it is different: %s', async (note, change) => {
    const findings = await probe(change);
    expect(verdicts(findings)[note]).toBe('different');
    expect(JSON.stringify(findings)).not.toMatch(/hush/i);
  });

  test('an account without calls shows little', async () => {
    const findings = await probe((_request, response) =>
      response.status === 201 ? listOf([], 0) : response,
    );
    expect(Object.values(verdicts(findings)).filter((verdict) => verdict === 'different')).toEqual([]);
  });
});
