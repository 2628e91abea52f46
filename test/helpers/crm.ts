import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What one record of the CRM went through. */
export interface CrmRecord {
  /** The key that the workflow saved it under, or a number of the CRM's own where it gave none. */
  id: string;
  phone: string;
  /** How often the workflow wrote it. */
  writes: number;
}

/**
 * A CRM that takes notes of calls. `PUT /notes/<id>` adds or updates the note with that id, as an upsert by an
 * external id does; `POST /notes` adds one each time, as most "create" actions do.
 */
export interface Crm {
  readonly url: string;
  records: Map<string, CrmRecord>;
  /** Leaves the next write unanswered and undone; resolves when it has come. */
  holdNext: () => Promise<void>;
  /** Answers the next write with an error. */
  failNext: () => void;
  close: () => Promise<void>;
}

export async function startCrm(): Promise<Crm> {
  const records = new Map<string, CrmRecord>();
  let next: 'write' | 'fail' | (() => void) = 'write';

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { phone } = (await json(request)) as { phone: string };
    const action = next;
    next = 'write';
    if (typeof action === 'function') {
      action();
      return;
    }
    if (action === 'fail') {
      response.writeHead(503).end();
      return;
    }
    const [, , key] = (request.url ?? '').split('/');
    const id = key === undefined ? `created-${records.size}` : decodeURIComponent(key);
    records.set(id, { id, phone, writes: (records.get(id)?.writes ?? 0) + 1 });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id }));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(400).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    holdNext: () => new Promise((resolve) => (next = resolve)),
    failNext: () => {
      next = 'fail';
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
