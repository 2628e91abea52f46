import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from '../../shared/index.ts';

/** A listener on a free port of this machine, and the core's transport that sends every request to it. */
export async function serveOnLoopback(
  listener: RequestListener,
  authorization: string,
  timeoutMs = 300,
): Promise<{ transport: Transport; waits: number[]; close: () => Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  return {
    waits,
    transport: {
      async send({ method, url, headers, body }) {
        const response = await fetch(origin + new URL(url).pathname + new URL(url).search, {
          method,
          headers: { ...headers, authorization },
          signal: AbortSignal.timeout(timeoutMs),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: text === '' ? undefined : (JSON.parse(text) as unknown),
        };
      },
      sleep(milliseconds) {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
