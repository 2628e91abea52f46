/**
 * A stand-in for Pipedrive, written from its documentation alone: developers.pipedrive.com /docs/api/v1
 * (the reference of API v2: Persons, Activities, Deals). What the pages leave open is marked "assumed".
 */
import { z } from 'zod/v4';
import { Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';

export const pipedriveHost = 'api.pipedrive.com';

const address = z.strictObject({
  value: z.string().min(1),
  primary: z.boolean(),
  label: z.enum(['work', 'home', 'mobile', 'other']),
});
const person = z.strictObject({
  name: z.string().min(1),
  emails: z.array(address).optional(),
  phones: z.array(address).optional(),
});
const activity = z.strictObject({
  subject: z.string().min(1),
  type: z.literal('call'),
  done: z.boolean(),
  due_date: z.iso.date().optional(),
  note: z.string().optional(),
  /** `person_id` itself can only be read. */
  participants: z.array(z.strictObject({ person_id: z.int(), primary: z.boolean() })).optional(),
});
const dealChanges = z.strictObject({
  value: z.number().optional(),
  status: z.enum(['open', 'won', 'lost']).optional(),
});
const deal = dealChanges.extend({ title: z.string().min(1), person_id: z.int() });

export type PipedrivePerson = z.output<typeof person> & { id: number };
export type PipedriveActivity = z.output<typeof activity> & { id: number };
export type PipedriveDeal = z.output<typeof deal> & { id: number };

export interface PipedriveEmulator extends Api {
  persons: PipedrivePerson[];
  activities: PipedriveActivity[];
  deals: PipedriveDeal[];
}

const error = (status: number, message: string): Reply => ({
  status,
  body: { success: false, error: message, error_info: 'Please check developers.pipedrive.com' },
});
const invalid = (problem: string) => error(400, problem);
const ok = (data: unknown, status = 200): Reply => ({ status, body: { success: true, data } });

/** @param tokens API tokens, which travel in the query */
export function createPipedriveEmulator(tokens: readonly string[]): PipedriveEmulator {
  const persons: PipedrivePerson[] = [];
  const activities: PipedriveActivity[] = [];
  const deals: PipedriveDeal[] = [];
  let lastId = 0;

  const personExists = (id: number) => {
    if (!persons.some((one) => one.id === id))
      throw new Refusal(error(404, 'Person not found'), `person ${id}`);
  };

  /** Assumed: a search for less than the whole text finds what contains it. */
  function search<T extends object>(
    { query }: ReceivedRequest,
    items: readonly T[],
    known: Readonly<Partial<Record<string, (item: T) => readonly string[]>>>,
  ): Reply {
    const term = query.get('term')?.toLowerCase() ?? '';
    const exact = query.get('exact_match') === 'true';
    const fields = query.get('fields')?.split(',') ?? Object.keys(known);
    if (term.length < (exact ? 1 : 2)) throw new Refusal(invalid('term is too short'), 'term is too short');
    const unknown = fields.filter((field) => !known[field]);
    if (unknown.length > 0) throw new Refusal(invalid(`unknown fields ${unknown.join(', ')}`), 'fields');
    const found = items.filter((item) =>
      fields
        .flatMap((field) => known[field]?.(item) ?? [])
        .some((text) => (exact ? text.toLowerCase() === term : text.toLowerCase().includes(term))),
    );
    return ok({ items: found.map((item) => ({ result_score: 1, item })) });
  }

  const values = (addresses: PipedrivePerson['emails']) => (addresses ?? []).map(({ value }) => value);

  const api = createCrmApi(
    {
      'GET /api/v2/persons/search': (request) =>
        search(request, persons, {
          email: ({ emails }) => values(emails),
          phone: ({ phones }) => values(phones),
        }),
      'POST /api/v2/persons': (request) => {
        const created = { id: ++lastId, ...readBody(request, person, invalid) };
        persons.push(created);
        return ok(created, 201);
      },
      'POST /api/v2/activities': (request) => {
        const created = { id: ++lastId, ...readBody(request, activity, invalid) };
        for (const { person_id } of created.participants ?? []) personExists(person_id);
        activities.push(created);
        return ok(created, 201);
      },
      'GET /api/v2/deals/search': (request) => search(request, deals, { title: ({ title }) => [title] }),
      'POST /api/v2/deals': (request) => {
        const created = { id: ++lastId, ...readBody(request, deal, invalid) };
        personExists(created.person_id);
        deals.push(created);
        return ok(created, 201);
      },
      'PATCH /api/v2/deals/*': (request, id = '') => {
        const found = deals.find((one) => one.id === Number(id));
        if (!found) throw new Refusal(error(404, 'Deal not found'), `deal ${id}`);
        Object.assign(found, readBody(request, dealChanges, invalid));
        return ok(found);
      },
    },
    ({ query }) => {
      if (!tokens.includes(query.get('api_token') ?? '')) {
        throw new Refusal(error(401, 'unauthorized access'), 'token');
      }
    },
    error(404, 'Unknown method .'),
  );
  return { ...api, persons, activities, deals };
}
