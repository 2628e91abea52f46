/**
 * A stand-in for Google Sheets and Google's token endpoint, written from their documentation alone:
 * developers.google.com /sheets/api/reference/rest, /sheets/api/limits and /identity/protocols/oauth2/service-account.
 */
import type { sheets_v4 as Sheets } from '@googleapis/sheets';
import { z } from 'zod/v4';
import { bearerToken, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';
import { createCrmApi, createMeter, readBody, sentBy } from './api.ts';
import type { Quota } from './api.ts';

export const googleSheetsHost = 'sheets.googleapis.com';

type Cell = string | number | boolean;

export interface GoogleSheetsEmulator extends Api {
  /** The rows of the one sheet below the headings, as one object each. */
  records: () => Record<string, Cell>[];
  /** Empties the sheet, headings and all. */
  clear: () => void;
  /** Reads of one user. */
  quota: Quota;
}

export interface GoogleSheetsOptions {
  tokens: readonly string[];
  spreadsheetId: string;
  title: string;
}

const cell = z.union([z.string(), z.number(), z.boolean()]);
// Null leaves a cell as it is.
const valueRange = sentBy<Sheets.Schema$ValueRange>()(
  z.strictObject({
    range: z.string(),
    majorDimension: z.literal('ROWS').optional(),
    values: z.array(z.array(z.nullable(cell))),
  }),
);
const batchUpdate = sentBy<Sheets.Schema$BatchUpdateValuesRequest>()(
  z.strictObject({
    valueInputOption: z.enum(['RAW', 'USER_ENTERED']),
    data: z.array(valueRange),
  }),
);

const error = (code: number, status: string, message: string): Reply => ({
  status: code,
  body: { error: { code, message, status } },
});
/** The answer to one read too many. */
export const googleSheetsBusy = error(
  429,
  'RESOURCE_EXHAUSTED',
  "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com'.",
);
const invalid = (problem: string) => error(400, 'INVALID_ARGUMENT', problem);

export function createGoogleSheetsEmulator({
  tokens,
  spreadsheetId,
  title,
}: GoogleSheetsOptions): GoogleSheetsEmulator {
  const rows: (Cell | undefined)[][] = [];
  const quota: Quota = { requests: 60, windowMs: 60_000 };
  const hasQuota = createMeter(quota);

  const ours = (id: string) => {
    if (id !== spreadsheetId) {
      throw new Refusal(error(404, 'NOT_FOUND', 'Requested entity was not found.'), `no spreadsheet ${id}`);
    }
  };

  /** The first cell of a range in A1 notation, counted from 0; undefined for the whole sheet. */
  function start(range: string): { row: number; column: number } | undefined {
    const [sheet = '', cells] = range.split('!');
    if (sheet.replace(/^'|'$/g, '') !== title) {
      throw new Refusal(invalid(`Unable to parse range: ${range}`), `no sheet in ${range}`);
    }
    if (cells === undefined) return undefined;
    const [, letters = '', number = '1'] = /^([A-Z]*)(\d*)/.exec(cells) ?? [];
    const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    return { row: Number(number || '1') - 1, column: Math.max(column - 1, 0) };
  }

  function write(range: string, values: (Cell | null)[][], option: string | null): void {
    if (option !== 'RAW' && option !== 'USER_ENTERED') {
      throw new Refusal(invalid('valueInputOption is required'), 'no valueInputOption');
    }
    const { row, column } = start(range) ?? { row: 0, column: 0 };
    values.forEach((line, down) => {
      while (rows.length <= row + down) rows.push([]);
      const target = rows[row + down];
      line.forEach((value, across) => {
        if (target && value !== null) target[column + across] = entered(value, option);
      });
    });
  }

  const api = createCrmApi(
    {
      'GET /v4/spreadsheets/*': (_request, id = '') => {
        ours(id);
        const properties = {
          sheetId: 0,
          title,
          index: 0,
          gridProperties: { rowCount: 1000, columnCount: 26 },
        };
        return { status: 200, body: { sheets: [{ properties }] } };
      },
      'GET /v4/spreadsheets/*/values/*': (_request, id = '', range = '') => {
        ours(id);
        const from = start(range);
        const values = rows.slice(from?.row ?? 0).map((row) => Array.from(row, (value) => value ?? ''));
        return { status: 200, body: { range, majorDimension: 'ROWS', ...(values.length > 0 && { values }) } };
      },
      'PUT /v4/spreadsheets/*/values/*': (request, id = '', range = '') => {
        ours(id);
        const { values } = readBody(request, valueRange, invalid);
        write(range, values, request.query.get('valueInputOption'));
        return { status: 200, body: { spreadsheetId, updatedRange: range, updatedRows: values.length } };
      },
      'POST /v4/spreadsheets/*/values/*:append': (request, id = '', range = '') => {
        ours(id);
        const { values } = readBody(request, valueRange, invalid);
        start(range);
        write(`${title}!A${rows.length + 1}`, values, request.query.get('valueInputOption'));
        return { status: 200, body: { spreadsheetId, updates: { updatedRows: values.length } } };
      },
      'POST /v4/spreadsheets/*/values:batchUpdate': (request, id = '') => {
        ours(id);
        const { data, valueInputOption } = readBody(request, batchUpdate, invalid);
        for (const { range, values } of data) write(range, values, valueInputOption);
        return { status: 200, body: { spreadsheetId, totalUpdatedRows: data.length } };
      },
    },
    (request: ReceivedRequest) => {
      if (!tokens.includes(bearerToken(request) ?? '')) {
        throw new Refusal(error(401, 'UNAUTHENTICATED', 'Request had invalid credentials.'), 'token');
      }
      if (request.method === 'GET' && !hasQuota()) throw new Refusal(googleSheetsBusy, 'quota');
    },
    error(404, 'NOT_FOUND', 'Requested entity was not found.'),
  );

  return {
    ...api,
    quota,
    clear: () => {
      rows.length = 0;
    },
    records: () => {
      const [headings = [], ...lines] = rows;
      return lines.map((line) =>
        Object.fromEntries(headings.map((heading, index) => [String(heading), line[index] ?? ''])),
      );
    },
  };
}

/** USER_ENTERED reads text as if it were typed: a phone number becomes a number, and a leading = a formula. */
function entered(value: Cell, option: 'RAW' | 'USER_ENTERED'): Cell {
  if (option === 'RAW' || typeof value !== 'string') return value;
  if (value.startsWith('=')) return '#ERROR!';
  return value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
}
