/**
 * A stand-in for a Salesforce org, written from its documentation alone: developer.salesforce.com
 * /docs/atlas.en-us.api_rest (query, sObject rows) and /docs/atlas.en-us.object_reference (Contact, Lead, Task).
 */
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';

/** Every org has a host of its own, which the sign-in tells. */
export const salesforceHost = 'call-outcomes.my.salesforce.com';

const text = z.nullable(z.string()).optional();
const lead = z.strictObject({
  LastName: z.string().min(1),
  Company: z.string().min(1),
  FirstName: text,
  Email: text,
  Phone: text,
});
const task = z.strictObject({
  Status: z.enum(['Not Started', 'In Progress', 'Completed']),
  Subject: text,
  TaskSubtype: z.enum(['Task', 'Email', 'Call']).optional(),
  WhoId: z.string().min(1),
  Description: text,
  ActivityDate: z.iso.date().optional(),
  CallType: z.nullable(z.enum(['Internal', 'Inbound', 'Outbound'])).optional(),
  CallDurationInSeconds: z.nullable(z.int()).optional(),
  CallDisposition: text,
  CallObject: text,
});

type Row = Record<string, string | null | undefined>;

export interface SalesforceContact extends Row {
  Id: string;
}
export type SalesforceLead = z.output<typeof lead> & { Id: string };
export type SalesforceTask = z.output<typeof task> & { Id: string };

export interface SalesforceEmulator extends Api {
  contacts: SalesforceContact[];
  leads: SalesforceLead[];
  tasks: SalesforceTask[];
}

const error = (status: number, errorCode: string, message: string): Reply => ({
  status,
  body: [{ message, errorCode }],
});
const invalid = (problem: string) => error(400, 'INVALID_FIELD', problem);
const version = '/services/data/v59.0';

export function createSalesforceEmulator(
  tokens: readonly string[],
  contacts: SalesforceContact[],
): SalesforceEmulator {
  const leads: SalesforceLead[] = [];
  const tasks: SalesforceTask[] = [];

  const created = (id: string): Reply => ({ status: 201, body: { id, success: true, errors: [] } });

  const api = createCrmApi(
    {
      [`GET ${version}/query`]: ({ query }) => {
        const { object, matches } = readQuery(query.get('q') ?? '');
        const rows: readonly Row[] = object === 'Lead' ? leads : contacts;
        const found = rows.filter(matches).slice(0, 1);
        const records = found.map(({ Id }) => ({ attributes: { type: object }, Id }));
        return { status: 200, body: { totalSize: records.length, done: true, records } };
      },
      [`POST ${version}/sobjects/lead`]: (request) => {
        const Id = `00Q${String(leads.length + 1).padStart(12, '0')}`;
        leads.push({ Id, ...readBody(request, lead, invalid) });
        return created(Id);
      },
      [`POST ${version}/sobjects/task`]: (request) => {
        const fields = readBody(request, task, invalid);
        if (![...leads, ...contacts].some(({ Id }) => Id === fields.WhoId)) {
          throw new Refusal(error(400, 'MALFORMED_ID', 'Name ID: id value of incorrect type'), 'WhoId');
        }
        const Id = `00T${String(tasks.length + 1).padStart(12, '0')}`;
        tasks.push({ Id, ...fields });
        return created(Id);
      },
    },
    (request) => {
      if (!tokens.includes(bearerToken(request) ?? '')) {
        throw new Refusal(error(401, 'INVALID_SESSION_ID', 'Session expired or invalid'), 'token');
      }
    },
    error(404, 'NOT_FOUND', 'The requested resource does not exist'),
  );
  return { ...api, contacts, leads, tasks };
}

/** Reads the SOQL that is used: `SELECT Id FROM x WHERE [IsConverted = false AND] (a = '…' OR b = '…') LIMIT 1`. */
function readQuery(soql: string): { object: string; matches: (row: Row) => boolean } {
  const parts =
    /^SELECT Id FROM (Contact|Lead) WHERE (?:IsConverted = false AND )?\(?((?:\w+ = '(?:[^'\\]|\\.)*'(?: OR )?)+)\)? LIMIT 1$/.exec(
      soql,
    );
  const [, object, conditions] = parts ?? [];
  if (object === undefined || conditions === undefined) {
    throw new Refusal(error(400, 'MALFORMED_QUERY', soql), `cannot read ${soql}`);
  }
  const wanted = [...conditions.matchAll(/(\w+) = '((?:[^'\\]|\\.)*)'/g)].map(
    ([, field = '', value = '']) => [field, value.replace(/\\(.)/g, '$1').toLowerCase()] as const,
  );
  return {
    object,
    matches: (row) => wanted.some(([field, value]) => row[field]?.toLowerCase() === value),
  };
}
