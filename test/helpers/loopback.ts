import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PatientTransport } from '../../shared/index.ts';

/** What an answer is taken to cost. */
const USUAL_ANSWER = 300;
const USUAL_TIMEOUT = 5_000;

/**
 * A listener on a free port of this machine, and the core's transport that sends every request to it. Its
 * clock shows what all of it would have taken with a provider that answers as usual, or not at all before the time is up.
 */
export async function serveOnLoopback(listener: RequestListener, authorization: string, patienceMs = 300) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  let time = 0;
  let open = 0;
  let mostOpen = 0;
  const answer: PatientTransport['send'] = async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const response = await fetch(origin + pathname + search, {
      method,
      headers: { ...headers, authorization },
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };
  return {
    waits,
    mostAtATime: () => mostOpen,
    transport: {
      async send(request, timeoutMilliseconds = USUAL_TIMEOUT) {
        const began = time;
        mostOpen = Math.max(mostOpen, ++open);
        try {
          const answered = await answer(request);
          time = Math.max(time, began + USUAL_ANSWER);
          return answered;
        } catch (error) {
          time = Math.max(time, began + timeoutMilliseconds);
          throw error;
        } finally {
          open--;
        }
      },
      now: () => time,
      sleep(milliseconds) {
        waits.push(milliseconds);
        time += milliseconds;
        return Promise.resolve();
      },
    } satisfies PatientTransport,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
