// The stand-in takes the upsert that Airtable's own client sends, and nothing that it would not send.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAirtableEmulator } from './crm/airtable.ts';
import { asTheClientSends, shapeOf } from './crm/airtableClient.ts';

const token = 'a-token-of-airtable';
const api = createAirtableEmulator({
  tokens: [token],
  base: 'appBase',
  table: 'tblCalls',
  fields: ['Outcome Key', 'Notes'],
});
api.quota.requests = 1000;

const server = createServer(api.listener);
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  api.clear();
  api.requests.length = 0;
});

const record = (key: string, notes: string | null = null) => ({
  fields: { 'Outcome Key': key, Notes: notes },
});
const body = {
  typecast: true,
  performUpsert: { fieldsToMergeOn: ['Outcome Key'] },
  records: [record('air:1')],
};

interface Sent {
  method?: string;
  path?: string;
  authorization?: string;
  contentType?: string;
  body?: object;
}

async function send(changes: Sent = {}) {
  const { method, path, authorization, contentType, body: sent } = { ...usual, ...changes };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const headers = { authorization, 'content-type': contentType };
  const { status } = await fetch(url, { method, headers, body: JSON.stringify(sent) });
  return status;
}

const usual = {
  method: 'PATCH',
  path: '/v0/appBase/tblCalls',
  authorization: `Bearer ${token}`,
  contentType: 'application/json',
  body,
};

test.each([usual.path, `${usual.path}/`])('takes what the client sends, at %s', async (path) => {
  expect(await send({ path })).toBe(200);
  expect(await send({ path, body: { ...body, records: [record('air:1', 'Edited.')] } })).toBe(200);
  expect(api.records.map(({ fields }) => fields)).toEqual([{ 'Outcome Key': 'air:1', Notes: 'Edited.' }]);
  for (const request of api.requests) expect(shapeOf(request)).toEqual(await asTheClientSends(request));
});

test.each<[string, Sent, number]>([
  ['another method', { method: 'PUT' }, 404],
  ['another base', { path: '/v0/appOther/tblCalls' }, 404],
  ['another version', { path: '/v1/appBase/tblCalls' }, 404],
  ['another key', { authorization: 'Bearer other' }, 401],
  ['the key by another name', { authorization: `Token ${token}` }, 401],
  ['a form', { contentType: 'application/x-www-form-urlencoded' }, 422],
  ['an option that is none', { body: { ...body, upsert: true } }, 422],
  ['no field to merge on', { body: { ...body, performUpsert: { fieldsToMergeOn: [] } } }, 422],
  ['eleven records', { body: { ...body, records: Array.from({ length: 11 }, () => record('air:1')) } }, 422],
  ['a record without fields', { body: { ...body, records: [{ 'Outcome Key': 'air:1' }] } }, 422],
  ['a field that the table does not have', { body: { ...body, records: [{ fields: { Other: 1 } }] } }, 422],
])('refuses %s', async (_what, changes, status) => {
  expect(await send(changes)).toBe(status);
  expect(api.records).toEqual([]);
});
