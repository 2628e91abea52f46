/** What Airtable's own client makes of an upsert, to hold other requests against. */
import Airtable from 'airtable';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '../http.ts';
import type { ReceivedRequest } from '../http.ts';

interface Upsert {
  records: { fields: Record<string, unknown> }[];
  [option: string]: unknown;
}

/** A request without what may differ from client to client: a slash at the end, and who sends it. */
export const shapeOf = ({ method, path, query, headers, text }: ReceivedRequest) => ({
  method,
  path: path.replace(/\/$/, ''),
  query: [...query],
  authorization: headers.authorization,
  contentType: headers['content-type'],
  body: JSON.parse(text) as unknown,
});

/** The request that the client sends where it is given the records and options of this one. */
export async function asTheClientSends({ path, headers, text }: ReceivedRequest) {
  const [, , base = '', table = ''] = path.split('/');
  const api = createApi({}, () => Promise.resolve({ status: 200, body: { records: [] } }), { status: 404 });
  const server = createServer(api.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const apiKey = headers.authorization?.replace('Bearer ', '') ?? '';
  const { records, ...options } = JSON.parse(text) as Upsert;
  // The client passes options on that its types do not know: github.com/Airtable/airtable.js/issues/348.
  const { update } = new Airtable({ apiKey, endpointUrl }).base(base)(table);
  await update(records as Parameters<typeof update>[0] & [], options);
  server.closeAllConnections();
  server.close();
  const [request] = api.requests;
  if (!request) throw new Error("Airtable's client sent nothing.");
  return shapeOf(request);
}
