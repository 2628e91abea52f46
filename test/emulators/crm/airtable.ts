/** A stand-in for Airtable, written from airtable.com/developers/web/api /update-multiple-records and /rate-limits alone. */
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, Reply } from '../http.ts';
import { createCrmApi, createMeter, readBody } from './api.ts';
import type { CrmHandler, Quota } from './api.ts';

export const airtableHost = 'api.airtable.com';

type Fields = Record<string, string | number | boolean | null>;

export interface AirtableEmulator extends Api {
  records: { id: string; fields: Fields }[];
  /** Forgets every record. */
  clear: () => void;
  /** Requests to one base. */
  quota: Quota;
}

export interface AirtableOptions {
  tokens: readonly string[];
  base: string;
  table: string;
  /** The fields of the table; none other can be written. */
  fields: readonly string[];
}

const update = z.strictObject({
  performUpsert: z.strictObject({ fieldsToMergeOn: z.array(z.string()).min(1).max(3) }),
  typecast: z.boolean().optional(),
  records: z
    .array(
      z.strictObject({
        fields: z.record(z.string(), z.nullable(z.union([z.string(), z.number(), z.boolean()]))),
      }),
    )
    .min(1)
    .max(10),
});

const error = (status: number, type: string, message: string): Reply => ({
  status,
  body: { error: { type, message } },
});

/** The answer to one request too many. */
export const airtableBusy: Reply = {
  status: 429,
  body: {
    errors: [{ error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' }],
  },
};

export function createAirtableEmulator({ tokens, base, table, fields }: AirtableOptions): AirtableEmulator {
  const records: AirtableEmulator['records'] = [];
  const quota: Quota = { requests: 5, windowMs: 1000, pauseMs: 30_000 };
  const hasQuota = createMeter(quota);

  const upsert: CrmHandler = (request) => {
    const { performUpsert, records: inputs } = readBody(request, update, (problem) =>
      error(422, 'INVALID_REQUEST_UNKNOWN', problem),
    );
    const createdRecords: string[] = [];
    const written = inputs.map((input) => {
      const unknown = Object.keys(input.fields).find((name) => !fields.includes(name));
      if (unknown !== undefined) {
        const message = `Unknown field name: "${unknown}"`;
        throw new Refusal(error(422, 'UNKNOWN_FIELD_NAME', message), message);
      }
      const merge = performUpsert.fieldsToMergeOn;
      const known = records.find((one) => merge.every((name) => one.fields[name] === input.fields[name]));
      const record = known ?? { id: `rec${String(records.length + 1).padStart(14, '0')}`, fields: {} };
      Object.assign(record.fields, input.fields);
      if (!known) {
        records.push(record);
        createdRecords.push(record.id);
      }
      return record;
    });
    return { status: 200, body: { records: written, createdRecords, updatedRecords: [] } };
  };

  const api = createCrmApi(
    {
      [`PATCH /v0/${base}/${table}`]: upsert,
      // So Airtable's own client writes it.
      [`PATCH /v0/${base}/${table}/`]: upsert,
    },
    (request) => {
      if (!tokens.includes(bearerToken(request) ?? '')) {
        throw new Refusal(error(401, 'AUTHENTICATION_REQUIRED', 'Authentication required'), 'token');
      }
      if (!hasQuota()) throw new Refusal(airtableBusy, 'quota');
    },
    error(404, 'NOT_FOUND', 'Could not find what you are looking for'),
  );
  return {
    ...api,
    records,
    quota,
    clear: () => {
      records.length = 0;
    },
  };
}
