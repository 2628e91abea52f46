/** What the stand-ins for CRMs share: routes with several places for ids, and bodies that are checked. */
import { z } from 'zod/v4';
import { createApi, readJson, Refusal } from '../http.ts';
import type { Api, ReceivedRequest, Reply } from '../http.ts';

/** @param ids what stands in the path where the route has `*`, decoded */
export type CrmHandler = (request: ReceivedRequest, ...ids: string[]) => Reply;

/**
 * @param routes handlers by method and path, such as `PATCH /deals/*`; each `*` is one path segment
 * @param authenticate throws a Refusal where the request proves nothing
 */
export function createCrmApi(
  routes: Readonly<Record<string, CrmHandler>>,
  authenticate: (request: ReceivedRequest) => void,
  notFound: Reply,
): Api {
  const table = Object.entries(routes).map(([route, handler]) => {
    const pattern = route.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '([^/]+)');
    return { pattern: new RegExp(`^${pattern}$`), handler };
  });
  return createApi(
    {},
    (request) => {
      authenticate(request);
      const call = `${request.method} ${request.path}`;
      for (const { pattern, handler } of table) {
        const match = pattern.exec(call);
        if (match) return Promise.resolve(handler(request, ...match.slice(1).map(decodeURIComponent)));
      }
      throw new Refusal(notFound, `there is no ${call}`);
    },
    notFound,
  );
}

/** How many requests are let through in a stretch of time; tests may change both. */
export interface Quota {
  requests: number;
  windowMs: number;
  /** How long nothing is let through after one too many. Default: until the stretch is over. */
  pauseMs?: number;
}

/** Takes one request of a quota; false where there is none left. */
export function createMeter(quota: Quota): () => boolean {
  let taken: number[] = [];
  let pausedUntil = 0;
  return () => {
    const now = Date.now();
    taken = taken.filter((at) => at > now - quota.windowMs);
    if (now < pausedUntil) return false;
    if (taken.length < quota.requests) {
      taken.push(now);
      return true;
    }
    pausedUntil = now + (quota.pauseMs ?? 0);
    return false;
  };
}

/** The request's JSON body, as the schema reads it. */
export function readBody<T>(
  request: ReceivedRequest,
  schema: z.ZodType<T>,
  refuse: (problem: string) => Reply,
): T {
  const parsed = schema.safeParse(readJson(request, refuse('The body is not JSON')));
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error);
  throw new Refusal(refuse(problem), problem);
}

/**
 * The schema of a request body, compared by the compiler with the vendor's own model: it may take no key and no value
 * that the vendor's client would not send.
 */
export function sentBy<Model>() {
  return <T extends Sendable<Model> & Record<Exclude<keyof T, keyof Model>, never>>(
    schema: z.ZodType<T>,
  ): z.ZodType<T> => schema;
}

/** A vendor's optional keys are left out, while zod also takes `undefined`; in JSON both are the same. */
type Sendable<T> = T extends readonly (infer Element)[]
  ? readonly Sendable<Element>[]
  : T extends object
    ? { [Key in keyof T]: Sendable<T[Key]> | (undefined extends T[Key] ? undefined : never) }
    : T;

/** The query of a request, by the names in the vendor's own model; any other parameter is refused. */
export function readQuery<Model>(
  { query }: ReceivedRequest,
  shape: Partial<Record<keyof Model, z.ZodType<string | undefined>>>,
  refuse: (problem: string) => Reply,
  ignored: readonly string[] = [],
): Partial<Record<keyof Model, string>> {
  const sent = Object.fromEntries([...query].filter(([name]) => !ignored.includes(name)));
  const parsed = z.strictObject(shape as Record<string, z.ZodType<string | undefined>>).safeParse(sent);
  if (parsed.success) return parsed.data as Partial<Record<keyof Model, string>>;
  const problem = z.prettifyError(parsed.error);
  throw new Refusal(refuse(problem), problem);
}
