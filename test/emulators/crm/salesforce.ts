/**
 * A stand-in for a Salesforce org, written from its documentation alone: developer.salesforce.com
 * /docs/atlas.en-us.api_rest (query, sObject rows, headers_duplicaterules, errorcodes),
 * /docs/atlas.en-us.object_reference (Contact, Lead, Task, Opportunity) and help.salesforce.com 000385963, which says
 * that a number typed in an English locale is saved as `(234) 567-8901`. Standard duplicate rules are switched on.
 */
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, readBody } from './api.ts';
import { fieldsOf, invented, types } from './salesforceSchemas.ts';
import type { Row, SObjectType } from './salesforceSchemas.ts';
import { runQuery, SoqlError } from './soql.ts';

/** Every org has a host of its own, which the sign-in tells. */
export const salesforceHost = 'call-outcomes.my.salesforce.com';

export interface SalesforceEmulator extends Api {
  rows: Record<SObjectType, Row[]>;
  seed: (type: SObjectType, fields: Row) => string;
  /** Forgets every row. */
  clear: () => void;
}

const error = (status: number, errorCode: string, message: string, more: object = {}): Reply => ({
  status,
  body: [{ ...more, errorCode, message }],
});
const invalid = (problem: string) => error(400, 'INVALID_FIELD', problem);
const notFound = error(404, 'NOT_FOUND', 'The requested resource does not exist');

/** What Salesforce answers when it is busy. */
export const salesforceBusy = {
  concurrency: error(
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  ),
  locked: error(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'),
} as const;

const prefixes: Readonly<Record<SObjectType, string>> = {
  Contact: '003',
  Lead: '00Q',
  Task: '00T',
  Opportunity: '006',
  OpportunityContactRole: '00K',
};

export function createSalesforceEmulator(tokens: readonly string[]): SalesforceEmulator {
  const rows = Object.fromEntries(types.map((type) => [type, []])) as unknown as SalesforceEmulator['rows'];
  let last = 0;

  /** Ids have 18 characters, the first three of which name the type. */
  const newId = (type: SObjectType) => prefixes[type] + String(++last).padStart(15, '0');

  function insert(type: SObjectType, fields: Row): string {
    const at = new Date().toISOString();
    const row = {
      Id: newId(type),
      CreatedDate: at,
      LastModifiedDate: at,
      ...invented(type, fields),
      ...fields,
    };
    rows[type].push(row);
    if (type === 'Opportunity' && typeof fields['ContactId'] === 'string') {
      insert('OpportunityContactRole', { OpportunityId: row.Id, ContactId: fields['ContactId'] });
    }
    return row.Id;
  }

  const find = (name: string, id: string): { type: SObjectType; row: Row } => {
    const type = typeNamed(name);
    const row = rows[type].find(({ Id }) => Id === id);
    if (!row) throw new Refusal(notFound, `no ${name} ${id}`);
    return { type, row };
  };

  function typeNamed(name: string): SObjectType {
    const type = types.find((one) => one.toLowerCase() === name.toLowerCase());
    if (!type) throw new Refusal(notFound, `no object ${name}`);
    return type;
  }

  /** Assumed: the org compares every field with a number or an address; Salesforce's own rules are fuzzier. */
  function refuseDuplicates(request: ReceivedRequest, fields: Row) {
    const header = String(request.headers['sforce-duplicate-rule-header'] ?? '');
    if (/\ballowSave=true\b/.test(header)) return;
    const wanted = contactable(fields);
    const matchResults = (['Contact', 'Lead'] as const).flatMap((type) => {
      const matches = rows[type].filter((row) => contactable(row).some((one) => wanted.includes(one)));
      const matchRecords = matches.map(({ Id }) => ({
        additionalInformation: [],
        fieldDiffs: [],
        matchConfidence: 100,
        record: { attributes: { type, url: `/services/data/v59.0/sobjects/${type}/${String(Id)}` }, Id },
      }));
      const rule = `Standard_${type}_Match_Rule_v1_1`;
      const found = { entityType: type, matchRecords, rule, size: matches.length, success: true, errors: [] };
      return matches.length > 0 ? [{ ...found, matchEngine: 'FuzzyMatchEngine' }] : [];
    });
    if (matchResults.length === 0) return;
    const message = 'Use one of these records?';
    const duplicateResult = {
      allowSave: true,
      duplicateRule: 'Standard_Lead_Duplicate_Rule',
      duplicateRuleEntityType: 'Lead',
      errorMessage: message,
      matchResults,
    };
    throw new Refusal(error(400, 'DUPLICATES_DETECTED', message, { duplicateResult }), 'a duplicate');
  }

  function references(fields: Row) {
    const { WhoId, WhatId } = fields;
    const known = [
      [WhoId, [...rows.Contact, ...rows.Lead]],
      [WhatId, rows.Opportunity],
    ] as const;
    for (const [id, candidates] of known) {
      if (id !== undefined && id !== null && !candidates.some(({ Id }) => Id === id)) {
        throw new Refusal(error(400, 'MALFORMED_ID', `id value of incorrect type: ${String(id)}`), 'id');
      }
    }
  }

  const api = createCrmApi(
    {
      'GET /services/data/*/query': ({ query }) => {
        try {
          const records = runQuery(query.get('q') ?? '', rows);
          return { status: 200, body: { totalSize: records.length, done: true, records } };
        } catch (problem) {
          if (!(problem instanceof SoqlError)) throw problem;
          throw new Refusal(error(400, problem.code, problem.message), problem.message);
        }
      },
      'POST /services/data/*/sobjects/*': (request, _version, name = '') => {
        const type = typeNamed(name);
        const fields = readBody(request, fieldsOf(type, 'create'), invalid);
        references(fields);
        if (type === 'Lead') refuseDuplicates(request, fields);
        return { status: 201, body: { id: insert(type, fields), success: true, errors: [] } };
      },
      'PATCH /services/data/*/sobjects/*/*': (request, _version, name = '', id = '') => {
        const { type, row } = find(name, id);
        const fields = readBody(request, fieldsOf(type, 'update'), invalid);
        const changes = { ...fields, LastModifiedDate: new Date().toISOString() };
        Object.assign(row, changes, invented(type, { ...row, ...changes }));
        return { status: 204 };
      },
    },
    (request) => {
      if (!tokens.includes(bearerToken(request) ?? '')) {
        throw new Refusal(error(401, 'INVALID_SESSION_ID', 'Session expired or invalid'), 'token');
      }
    },
    notFound,
  );
  return {
    ...api,
    rows,
    seed: insert,
    clear: () => {
      for (const list of Object.values(rows)) list.length = 0;
    },
  };
}

/** The numbers (the last ten digits) and addresses in any field of a row. */
function contactable(row: Row): string[] {
  return Object.entries(row).flatMap(([field, value]) => {
    if (typeof value !== 'string') return [];
    if (/Email/.test(field)) return [value.toLowerCase()];
    return /Phone|Fax/.test(field) ? [value.replace(/\D/g, '').slice(-10)] : [];
  });
}
