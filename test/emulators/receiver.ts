import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from './http.ts';
import type { Api } from './http.ts';

export interface Receiver extends Api {
  /** Its address on this machine, without a path. */
  origin: string;
  close(): Promise<void>;
}

/** What a webhook can be sent to when no real host is at hand: it says 204 to everything, unless a fault is in the way. */
export async function createReceiver(): Promise<Receiver> {
  const api = createApi({}, (_request, handle) => handle(), { status: 204 });
  const server = createServer(api.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...api,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
