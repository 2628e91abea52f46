/** What the stand-ins share: a JSON interface with faults to order, and webhook deliveries with retries. */
import { request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Reply {
  status: number;
  /** Sent as JSON; left out for a response without a body. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** One request as it came in, kept for tests to look at. */
export interface ReceivedRequest {
  at: Date;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  text: string;
  /** The HTTP status answered; null while there is no answer, or when a fault withheld it. */
  status: number | null;
  /** Why the stand-in refused, for a person who reads a failed test; never sent. */
  refusedBecause: string | null;
}

/** What goes wrong with the next requests that match. Faults are used up in the order they were added. */
export interface Fault {
  method?: string;
  /** Matched against the path without the query. */
  path?: RegExp;
  /** How many requests it lets through first; none when left out. */
  after?: number;
  /** How many requests it spoils; 1 when left out. */
  times?: number;
  /** Time the provider takes before the request has its effect, in milliseconds. */
  delayMs?: number;
  /** What somebody else does while the request is on its way. */
  meanwhile?: () => void;
  /** What the client gets instead of the proper answer: another reply, silence, or a broken connection. */
  answer?: Reply | 'hang' | 'reset';
  /** With `answer`: whether the request has its effect all the same. */
  applied?: boolean;
}

/** Thrown by a handler to answer with an error. */
export class Refusal extends Error {
  readonly reply: Reply;
  constructor(reply: Reply, reason: string) {
    super(reason);
    this.reply = reply;
  }
}

export type Handler = (request: ReceivedRequest, pathParameter: string) => Reply;

export interface Api {
  listener: RequestListener;
  requests: ReceivedRequest[];
  faults: Fault[];
}

/**
 * @param routes handlers by method and path, such as `GET /things` or `PATCH /things/*`, where `*` is one path segment
 * @param around what happens to every request before and after its handler: authentication, idempotency
 * @param notFound the answer where no route matches
 */
export function createApi(
  routes: Readonly<Record<string, Handler>>,
  around: (request: ReceivedRequest, handle: () => Promise<Reply>) => Promise<Reply>,
  notFound: Reply,
): Api {
  const requests: ReceivedRequest[] = [];
  const faults: Fault[] = [];

  function route(request: ReceivedRequest): Reply {
    const folder = request.path.slice(0, request.path.lastIndexOf('/'));
    const parameter = decodeURIComponent(request.path.slice(folder.length + 1));
    const handler = routes[`${request.method} ${request.path}`] ?? routes[`${request.method} ${folder}/*`];
    return handler ? handler(request, parameter) : notFound;
  }

  function takeFault(request: ReceivedRequest): Fault {
    const index = faults.findIndex(
      ({ method = request.method, path }) => method === request.method && (path?.test(request.path) ?? true),
    );
    const fault = faults[index];
    if (!fault) return {};
    if (fault.after) {
      fault.after -= 1;
      return {};
    }
    const left = (fault.times ?? 1) - 1;
    if (left > 0) fault.times = left;
    else faults.splice(index, 1);
    return fault;
  }

  async function answer(request: ReceivedRequest): Promise<Reply | 'hang' | 'reset'> {
    const { delayMs = 0, applied = false, answer: spoiled, meanwhile } = takeFault(request);
    meanwhile?.();
    if (spoiled && !applied) {
      await sleep(delayMs);
      return spoiled;
    }
    try {
      const proper = await around(request, async () => {
        await sleep(delayMs);
        return route(request);
      });
      return spoiled ?? proper;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      request.refusedBecause = error.message;
      return spoiled ?? error.reply;
    }
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stand-in');
    const request: ReceivedRequest = {
      at: new Date(),
      method: incoming.method ?? '',
      path: pathname,
      query: searchParams,
      headers: incoming.headers,
      text: await text(incoming),
      status: null,
      refusedBecause: null,
    };
    requests.push(request);
    const reply = await answer(request);
    if (reply === 'hang') return;
    if (reply === 'reset') {
      incoming.socket.destroy();
      return;
    }
    request.status = reply.status;
    response.statusCode = reply.status;
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    if (reply.body === undefined) {
      response.end();
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(reply.body));
  }

  return {
    requests,
    faults,
    listener: (incoming, response) => {
      serve(incoming, response).catch((error: unknown) => {
        // A fault of the stand-in itself must not look like one of the provider's documented answers.
        response.statusCode = 599;
        response.end(String(error));
      });
    },
  };
}

/** The request's JSON body; anything else than JSON, announced as such, is refused. */
export function readJson(request: ReceivedRequest, refusal: Reply): unknown {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(refusal, 'the Content-Type is not application/json');
  }
  try {
    return JSON.parse(request.text);
  } catch {
    throw new Refusal(refusal, 'the body is not JSON');
  }
}

/** The token of an `Authorization: Bearer …` header, or undefined. */
export function bearerToken(request: Pick<ReceivedRequest, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

export interface DeliveryPolicy {
  /** How long the receiver may take to answer. */
  timeoutMs: number;
  /** The pause before each further attempt. */
  retryAfterMs: readonly number[];
}

export interface Attempt {
  at: Date;
  headers: Readonly<Record<string, string>>;
  /** The receiver's HTTP status; null when there was no answer. */
  status: number | null;
  /** The receiver's body, or why there was no answer. */
  answer: string;
}

/** One webhook on its way; an attempt succeeds on any 2xx. */
export interface Delivery {
  url: string;
  body: string;
  attempts: Attempt[];
  accepted: boolean;
  /** Settles when the webhook was accepted or given up; never rejects. */
  finished: Promise<void>;
}

/** Where a public origin is served on this machine: `{ 'https://n8n.example': 'http://127.0.0.1:5678' }`. */
export type PublicUrls = Readonly<Record<string, string>>;

export interface Deliveries {
  all: Delivery[];
  /** @param headers are made anew for each attempt, since signatures hold its time */
  post(url: string, payload: unknown, headers?: (body: string, at: Date) => Record<string, string>): Delivery;
  /** The same webhook once more, byte by byte, as happens when an acknowledgement is lost. */
  repeat(delivery: Delivery): Delivery;
  /** Ends all waiting; what was not accepted by then is given up. */
  close(): void;
}

export function createDeliveries(policy: DeliveryPolicy, publicUrls: PublicUrls): Deliveries {
  const all: Delivery[] = [];
  const closing = new AbortController();
  const headersOf = new WeakMap<Delivery, (at: Date) => Record<string, string>>();

  async function attempt(delivery: Delivery): Promise<void> {
    const at = new Date();
    const headers = { 'content-type': 'application/json', ...headersOf.get(delivery)?.(at) };
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(policy.timeoutMs)]);
    const outcome = await postTo(delivery.url, delivery.body, headers, signal, publicUrls).catch(
      (error: unknown) => ({ status: null, answer: String(error) }),
    );
    delivery.attempts.push({ at, headers, ...outcome });
    delivery.accepted = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
  }

  /** Waits; true when closing ended the wait. */
  const interrupted = (ms: number) => sleep(ms, false, { signal: closing.signal }).catch(() => true);

  async function run(delivery: Delivery): Promise<void> {
    await attempt(delivery);
    for (const pause of policy.retryAfterMs) {
      if (delivery.accepted || (await interrupted(pause))) return;
      await attempt(delivery);
    }
  }

  function start(url: string, body: string, headers: (at: Date) => Record<string, string>): Delivery {
    const delivery: Delivery = { url, body, attempts: [], accepted: false, finished: Promise.resolve() };
    headersOf.set(delivery, headers);
    delivery.finished = run(delivery);
    all.push(delivery);
    return delivery;
  }

  return {
    all,
    post: (url, payload, headers) => {
      const body = JSON.stringify(payload);
      return start(url, body, (at) => headers?.(body, at) ?? {});
    },
    repeat: (delivery) => start(delivery.url, delivery.body, headersOf.get(delivery) ?? (() => ({}))),
    close: () => {
      closing.abort();
    },
  };
}

/** Exponential back-off: the pauses double from the first on, as long as they add up to no more than the total. */
export function backOff(firstMs: number, totalMs: number): number[] {
  const pauses: number[] = [];
  for (let pause = firstMs, sum = firstMs; sum <= totalMs; pause *= 2, sum += pause) pauses.push(pause);
  return pauses;
}

function postTo(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  publicUrls: PublicUrls,
): Promise<{ status: number; answer: string }> {
  const target = new URL(url);
  const local = publicUrls[target.origin];
  if (local === undefined && target.hostname !== '127.0.0.1') {
    return Promise.reject(new Error(`${target.origin} is served nowhere; add it to publicUrls`));
  }
  return new Promise((resolve, reject) => {
    const request = send(
      new URL(target.pathname + target.search, local ?? target.origin),
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { ...headers, host: target.host, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        text(response).then((answer) => {
          resolve({ status: response.statusCode ?? 0, answer });
        }, reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
