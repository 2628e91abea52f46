/**
 * A stand-in for Pipedrive, written from its documentation alone: developers.pipedrive.com /docs/api/v1 (the reference
 * of API v2: Persons, Activities, Deals), pipedrive.readme.io /docs/core-api-concepts-rate-limiting, and the models of
 * the vendor's own client, with which the compiler compares what is taken. What the pages leave open is "assumed".
 */
import type {
  ActivitiesApiGetActivitiesRequest,
  AddActivityRequest,
  AddDealRequest,
  AddPersonRequest,
  DealsApiGetDealsRequest,
  PersonsApiGetPersonsRequest,
  PersonsApiSearchPersonsRequest,
  UpdateDealRequest,
} from 'pipedrive/v2';
import { z } from 'zod/v4';
import { Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody, readQuery, sentBy } from './api.ts';

export const pipedriveHost = 'api.pipedrive.com';

const address = z.strictObject({
  value: z.string().min(1),
  primary: z.boolean(),
  label: z.enum(['work', 'home', 'mobile', 'other']),
});
const newPerson = z.strictObject({
  name: z.string().min(1),
  emails: z.array(address).optional(),
  phones: z.array(address).optional(),
});
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/);
const newActivity = z.strictObject({
  subject: z.string().min(1),
  type: z.literal('call'),
  done: z.boolean(),
  due_date: z.iso.date().optional(),
  /** UTC. */
  due_time: clock.optional(),
  duration: clock.optional(),
  note: z.string().optional(),
  deal_id: z.int().optional(),
  /** `person_id` itself can only be read. */
  participants: z.array(z.strictObject({ person_id: z.int(), primary: z.boolean() })).optional(),
});
const status = z.enum(['open', 'won', 'lost']);
const dealChanges = z.strictObject({
  title: z.string().min(1).optional(),
  value: z.number().optional(),
  status: status.optional(),
});
const newDeal = dealChanges.extend({ title: z.string().min(1), person_id: z.int() });

const bodies = {
  person: sentBy<AddPersonRequest>()(newPerson),
  activity: sentBy<AddActivityRequest>()(newActivity),
  deal: sentBy<AddDealRequest>()(newDeal),
  dealChanges: sentBy<UpdateDealRequest>()(dealChanges),
};

interface Saved {
  id: number;
  add_time: string;
  update_time: string;
}
export type PipedrivePerson = z.output<typeof newPerson> & Saved;
export type PipedriveActivity = z.output<typeof newActivity> & Saved;
export type PipedriveDeal = z.output<typeof newDeal> & Saved & { status: z.output<typeof status> };

export interface PipedriveEmulator extends Api {
  persons: PipedrivePerson[];
  activities: PipedriveActivity[];
  deals: PipedriveDeal[];
  /** Forgets everything; numbers of records go on. */
  clear: () => void;
  /** Adds what somebody typed into Pipedrive long ago: numbers as typed. */
  seed: {
    person: (person: {
      name: string;
      emails?: readonly string[];
      phones?: readonly string[];
      usedAt?: string;
    }) => PipedrivePerson;
    deal: (deal: { title: string; person_id: number; value?: number }) => PipedriveDeal;
  };
}

const error = (code: number, message: string): Reply => ({
  status: code,
  body: { success: false, error: message, error_info: 'Please check developers.pipedrive.com' },
});
const invalid = (problem: string) => error(400, problem);
const ok = (data: unknown, code = 200): Reply => ({ status: code, body: { success: true, data } });
/** What the burst limit answers: 20 requests in 2 s by API token on the smallest plan. */
export const pipedriveLimit: Reply = error(429, 'request over limit');

const number = z.string().regex(/^\d+$/).optional();
const limit = z
  .string()
  .regex(/^\d+$/)
  .refine((value) => Number(value) <= 500)
  .optional();
const sort_by = z.enum(['id', 'update_time', 'add_time']).optional();
const sort_direction = z.enum(['asc', 'desc']).optional();
const numbers = z
  .string()
  .regex(/^\d+(,\d+){0,99}$/)
  .optional();
const searchable = ['email', 'phone', 'name', 'notes', 'custom_fields'];
const fields = z
  .string()
  .refine((value) => value.split(',').every((field) => searchable.includes(field)))
  .optional();

/**
 * @param tokens API tokens, which travel in the query or in the header x-api-token
 * @param searchLagMs how long the search does not know a new person; assumed, as every index lags
 */
export function createPipedriveEmulator(tokens: readonly string[], searchLagMs = 1500): PipedriveEmulator {
  const persons: PipedrivePerson[] = [];
  const activities: PipedriveActivity[] = [];
  const deals: PipedriveDeal[] = [];
  const searchableFrom = new WeakMap<object, number>();
  let lastId = 0;

  /** In whole seconds, so that what happens within one cannot be told apart. */
  const now = () => new Date().toISOString().replace(/\.\d+/, '');
  const stamp = (at = now()): Saved => ({ id: ++lastId, add_time: at, update_time: at });

  function get<T extends { id: number }>(items: readonly T[], id: number, what: string): T {
    const found = items.find((one) => one.id === id);
    if (!found) throw new Refusal(error(404, `${what} not found`), `${what} ${id}`);
    return found;
  }

  const values = (addresses: PipedrivePerson['emails']) => (addresses ?? []).map(({ value }) => value);

  /** Numbers are compared as text. Assumed: a search for less than the whole text finds what contains it. */
  function search(request: ReceivedRequest): Reply {
    const query = readQuery<PersonsApiSearchPersonsRequest>(
      request,
      { term: z.string(), fields, exact_match: z.enum(['true', 'false']).optional(), limit },
      invalid,
      ['api_token'],
    );
    const term = query.term?.toLowerCase() ?? '';
    const exact = query.exact_match === 'true';
    if (term.length < (exact ? 1 : 2)) throw new Refusal(invalid('term is too short'), 'term is too short');
    const asked = query.fields?.split(',') ?? searchable;
    const found = persons
      .filter((person) => (searchableFrom.get(person) ?? 0) <= Date.now())
      .filter((person) =>
        [
          ...(asked.includes('email') ? values(person.emails) : []),
          ...(asked.includes('phone') ? values(person.phones) : []),
          ...(asked.includes('name') ? [person.name] : []),
        ].some((text) => (exact ? text.toLowerCase() === term : text.toLowerCase().includes(term))),
      )
      .slice(0, Number(query.limit ?? 100));
    return ok({
      items: found.map(({ id, name, emails, phones }) => ({
        result_score: 1,
        item: { id, type: 'person', name, emails: values(emails), phones: values(phones) },
      })),
    });
  }

  /** The newest first, where the order is asked for; else the order of creation. */
  function list(
    items: readonly Saved[],
    query: { ids?: string; sort_by?: string; sort_direction?: string; limit?: string },
  ): Reply {
    const ids = query.ids?.split(',').map(Number);
    const key = query.sort_by === 'update_time' || query.sort_by === 'add_time' ? query.sort_by : 'id';
    const chosen = items
      .filter(({ id }) => ids?.includes(id) ?? true)
      .sort((one, other) => (one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : one.id - other.id));
    if (query.sort_direction === 'desc') chosen.reverse();
    return ok(chosen.slice(0, Number(query.limit ?? 100)));
  }

  const api = createCrmApi(
    {
      'GET /api/v2/persons/search': search,
      'GET /api/v2/persons': (request) =>
        list(
          persons,
          readQuery<PersonsApiGetPersonsRequest>(
            request,
            { ids: numbers, sort_by, sort_direction, limit },
            invalid,
            ['api_token'],
          ),
        ),
      'POST /api/v2/persons': (request) => {
        const created = { ...readBody(request, bodies.person, invalid), ...stamp() };
        persons.push(created);
        searchableFrom.set(created, Date.now() + searchLagMs);
        return ok(created, 201);
      },
      'GET /api/v2/activities': (request) => {
        const query = readQuery<ActivitiesApiGetActivitiesRequest>(
          request,
          {
            person_id: number,
            deal_id: number,
            done: z.enum(['true', 'false']).optional(),
            sort_by,
            sort_direction,
            limit,
          },
          invalid,
          ['api_token'],
        );
        const found = activities.filter(
          ({ participants, deal_id, done }) =>
            // "whose primary participant is the given person"
            (query.person_id === undefined ||
              participants?.some((one) => one.primary && one.person_id === Number(query.person_id))) &&
            (query.deal_id === undefined || deal_id === Number(query.deal_id)) &&
            (query.done === undefined || done === (query.done === 'true')),
        );
        return list(found, query);
      },
      'POST /api/v2/activities': (request) => {
        const created = { ...readBody(request, bodies.activity, invalid), ...stamp() };
        for (const { person_id } of created.participants ?? []) get(persons, person_id, 'Person');
        if (created.deal_id !== undefined) get(deals, created.deal_id, 'Deal');
        activities.push(created);
        return ok(created, 201);
      },
      'GET /api/v2/deals': (request) => {
        const query = readQuery<DealsApiGetDealsRequest>(
          request,
          { person_id: number, status: status.optional(), sort_by, sort_direction, limit },
          invalid,
          ['api_token'],
        );
        const found = deals.filter(
          (deal) =>
            (query.person_id === undefined || deal.person_id === Number(query.person_id)) &&
            (query.status === undefined || deal.status === query.status),
        );
        return list(found, query);
      },
      'POST /api/v2/deals': (request) => {
        const { status: state = 'open', ...more } = readBody(request, bodies.deal, invalid);
        const created = { ...more, status: state, ...stamp() };
        get(persons, created.person_id, 'Person');
        deals.push(created);
        return ok(created, 201);
      },
      'PATCH /api/v2/deals/*': (request, id = '') => {
        const found = get(deals, Number(id), 'Deal');
        Object.assign(found, readBody(request, bodies.dealChanges, invalid), { update_time: now() });
        return ok(found);
      },
    },
    ({ query, headers }) => {
      const token = headers['x-api-token'] ?? query.get('api_token');
      if (typeof token !== 'string' || !tokens.includes(token)) {
        throw new Refusal(error(401, 'unauthorized access'), 'token');
      }
    },
    error(404, 'Unknown method .'),
  );

  return {
    ...api,
    persons,
    activities,
    deals,
    clear: () => {
      for (const all of [persons, activities, deals]) all.length = 0;
    },
    seed: {
      person: ({ name, emails = [], phones = [], usedAt = '2024-01-01T00:00:00Z' }) => {
        const all = (texts: readonly string[]) =>
          texts.map((value, index) => ({ value, primary: index === 0, label: 'work' as const }));
        const person = { name, emails: all(emails), phones: all(phones), ...stamp(usedAt) };
        persons.push(person);
        return person;
      },
      deal: (known) => {
        const deal = { ...known, status: 'open' as const, ...stamp('2024-01-01T00:00:00Z') };
        deals.push(deal);
        return deal;
      },
    },
  };
}
