/**
 * A stand-in for Sailor, written from its documentation alone:
 * docs.sailorhq.io /introduction /quickstart /authentication /phone-system/{outcomes,concepts,webhooks,troubleshooting}
 * and /api-reference/phone-system/{create,update}-phone-system-outcome.
 * What the pages leave open is marked "assumed".
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod/v4';
import { bearerToken, createApi, createDeliveries, readJson, Refusal } from './http.ts';
import type {
  Api,
  Deliveries,
  Delivery,
  DeliveryPolicy,
  PublicUrls,
  ReceivedRequest,
  Reply,
} from './http.ts';

export const sailorHost = 'api.sailorhq.io';

/** The codes of /phone-system/troubleshooting; their HTTP statuses are assumed. */
export const sailorErrors = {
  unauthorized: 401,
  forbidden: 403,
  feature_disabled: 403,
  no_subaccount: 403,
  missing_idempotency_key: 400,
  idempotency_key_in_use: 409,
  invalid_outcome: 400,
  destination_not_found: 404,
  outcome_not_found: 404,
} as const;

export type SailorErrorCode = keyof typeof sailorErrors;

/** A documented error as Sailor answers it, also for use in a fault. */
export const sailorError = (code: SailorErrorCode): Reply => ({
  status: sailorErrors[code],
  body: { ok: false, error: code },
});

const outcomeRequest = z
  .strictObject({
    outcome_name: z.string().min(1).max(120),
    outcome_type: z.enum(['action', 'disposition']),
    // Both are "required, with a default": the example in /authentication leaves `order` out, so absence is accepted.
    order: z.int32().default(0),
    destination_type: z.enum(['none', 'smart_list', 'remove_from_smart_list']).default('none'),
    destination_id: z.uuid().optional(),
    remove_from_smart_lists: z
      .union([
        z.strictObject({ all: z.literal(true) }),
        z.strictObject({ list_ids: z.array(z.uuid()).min(1) }),
      ])
      .optional(),
    // "HTTP or HTTPS endpoint" (/phone-system/outcomes) against "An HTTPS endpoint" (/quickstart): anything is taken,
    // also what no webhook arrives at. Kept as it came, which zod's own `url` would not do.
    webhook_url: z
      .string()
      .refine((url) => URL.canParse(url))
      .max(2048)
      .nullable()
      .optional(),
  })
  .check(({ value: outcome, issues }) => {
    const rules: readonly [keyof SailorOutcomeRequest, boolean, string][] = [
      ['webhook_url', outcome.outcome_type === 'action' && !outcome.webhook_url, 'is needed by an action'],
      // Assumed: a destination of the other kind is refused rather than ignored.
      [
        'destination_id',
        (outcome.destination_type === 'smart_list') !== (outcome.destination_id !== undefined),
        'belongs to the destination smart_list, and is needed by it',
      ],
      [
        'remove_from_smart_lists',
        (outcome.destination_type === 'remove_from_smart_list') !==
          (outcome.remove_from_smart_lists !== undefined),
        'belongs to the destination remove_from_smart_list, and is needed by it',
      ],
    ];
    for (const [field, broken, message] of rules) {
      if (broken) issues.push({ code: 'custom', input: outcome, path: [field], message });
    }
  });

/** The body of POST and PATCH. */
export type SailorOutcomeRequest = z.input<typeof outcomeRequest>;

/** An outcome as the workspace keeps it: what was submitted last, under its id. */
export type StoredOutcome = z.output<typeof outcomeRequest> & {
  outcome_id: string;
  created_at: string;
  updated_at: string;
};

/** What a token may do: everything, or nothing but be refused with this code. */
export type SailorTokenRight = 'accepted' | 'forbidden' | 'feature_disabled' | 'no_subaccount';

export interface SailorOptions {
  tokens: Readonly<Record<string, SailorTokenRight>>;
  /** The Smart Lists of the workspace, id → name. */
  smartLists?: Readonly<Record<string, string>>;
  publicUrls?: PublicUrls;
  /** Assumed when left out: 10 s to answer, three more attempts within some seconds. */
  delivery?: DeliveryPolicy;
}

export interface SailorCall {
  callId?: string;
  contactId?: string;
  phoneNumber?: string;
  /** What went wrong with the Smart List; the webhook is sent all the same. */
  errorMessage?: string;
}

export interface SailorEmulator extends Api {
  outcomes: Map<string, StoredOutcome>;
  deliveries: Deliveries;
  /** What somebody does in Sailor itself, or by another client; checked like a request. */
  createOutcome(request: SailorOutcomeRequest): StoredOutcome;
  replaceOutcome(outcomeId: string, request: SailorOutcomeRequest): StoredOutcome;
  deleteOutcome(outcomeId: string): void;
  /** An agent applies the outcome to a live call. Undefined for a disposition, which sends no webhook. */
  applyOutcome(outcomeId: string, call?: SailorCall): Delivery | undefined;
  close(): void;
}

export function createSailorEmulator({
  tokens,
  smartLists = {},
  publicUrls = {},
  delivery = { timeoutMs: 10_000, retryAfterMs: [250, 1000, 4000] },
}: SailorOptions): SailorEmulator {
  const scope = { subaccount_id: randomUUID(), organization_id: randomUUID() };
  const outcomes = new Map<string, StoredOutcome>();
  const deliveries = createDeliveries(delivery, publicUrls);
  const once = createIdempotency();

  function store(request: unknown, previous?: StoredOutcome): StoredOutcome {
    const parsed = outcomeRequest.safeParse(request);
    if (!parsed.success) throw new Refusal(sailorError('invalid_outcome'), z.prettifyError(parsed.error));
    for (const id of listsOf(parsed.data)) {
      if (!Object.hasOwn(smartLists, id)) throw refuse('destination_not_found');
    }
    const now = new Date().toISOString();
    const outcome: StoredOutcome = {
      ...parsed.data,
      outcome_id: previous?.outcome_id ?? randomUUID(),
      created_at: previous?.created_at ?? now,
      updated_at: now,
    };
    outcomes.set(outcome.outcome_id, outcome);
    return outcome;
  }

  function find(outcomeId: string): StoredOutcome {
    const outcome = outcomes.get(outcomeId);
    if (!outcome) throw refuse('outcome_not_found');
    return outcome;
  }

  /** The response of /quickstart. */
  const present = (outcome: StoredOutcome) => ({
    outcome_id: outcome.outcome_id,
    outcome_name: outcome.outcome_name,
    outcome_type: outcome.outcome_type,
    order: outcome.order,
    destination_type: outcome.destination_type,
    destination: presentDestination(outcome, smartLists),
    webhook_url: outcome.webhook_url ?? null,
    created_at: outcome.created_at,
    updated_at: outcome.updated_at,
  });

  /** Assumed: 200 for a created outcome too. */
  const ok = (content: object): Reply => ({
    status: 200,
    body: {
      ok: true,
      ...content,
      disposition_popup_enabled: [...outcomes.values()].some((one) => one.outcome_type === 'disposition'),
    },
  });

  const body = (request: ReceivedRequest) => readJson(request, sailorError('invalid_outcome'));

  const api = createApi(
    {
      'GET /phone-system/outcomes': () => ok({ outcomes: [...outcomes.values()].map(present) }),
      'POST /phone-system/outcomes': (request) => ok({ outcome: present(store(body(request))) }),
      // "PATCH replaces the outcome configuration with the submitted fields": nothing of the previous one is kept.
      'PATCH /phone-system/outcomes/*': (request, id) =>
        ok({ outcome: present(store(body(request), find(id))) }),
      // Assumed: no more than the envelope.
      'DELETE /phone-system/outcomes/*': (_request, id) => {
        outcomes.delete(find(id).outcome_id);
        return ok({});
      },
    },
    async (request, handle) => {
      const token = bearerToken(request);
      if (token === undefined || !Object.hasOwn(tokens, token)) throw refuse('unauthorized');
      const right = tokens[token] ?? 'forbidden';
      if (right !== 'accepted') throw refuse(right);
      return request.method === 'POST' || request.method === 'PATCH' ? once(request, handle) : handle();
    },
    { status: 404, body: { ok: false, error: 'not_found' } },
  );

  return {
    ...api,
    outcomes,
    deliveries,
    createOutcome: (request) => store(request),
    replaceOutcome: (outcomeId, request) => store(request, find(outcomeId)),
    deleteOutcome: (outcomeId) => {
      outcomes.delete(find(outcomeId).outcome_id);
    },
    applyOutcome: (outcomeId, call = {}) => {
      const outcome = find(outcomeId);
      if (outcome.outcome_type !== 'action' || !outcome.webhook_url) return undefined;
      return deliveries.post(outcome.webhook_url, {
        error_message: call.errorMessage ?? '',
        timestamp: Date.now(),
        scope,
        outcome: {
          outcome_id: outcome.outcome_id,
          outcome_name: outcome.outcome_name,
          outcome_type: outcome.outcome_type,
        },
        call: {
          call_id: call.callId ?? randomUUID(),
          phone_number: call.phoneNumber ?? '+15555550100',
          contact_id: call.contactId ?? randomUUID(),
        },
        ...webhookDestination(outcome),
      });
    },
    close: () => {
      deliveries.close();
    },
  };
}

const refuse = (code: SailorErrorCode) => new Refusal(sailorError(code), code);

/**
 * A key's first request is processed, its repeats get that answer again, and while it is processed they are turned away.
 * Assumed: a refused request leaves the key free, and a key with another request than its first is invalid.
 */
function createIdempotency() {
  const seen = new Map<string, { fingerprint: string; reply?: Reply }>();
  return async (request: ReceivedRequest, handle: () => Promise<Reply>): Promise<Reply> => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') throw refuse('missing_idempotency_key');
    const fingerprint = [request.method, request.path, request.text].join('\n');
    const first = seen.get(key);
    if (first) {
      if (!first.reply) throw refuse('idempotency_key_in_use');
      if (first.fingerprint === fingerprint) return first.reply;
      throw new Refusal(sailorError('invalid_outcome'), 'the Idempotency-Key was used for another request');
    }
    seen.set(key, { fingerprint });
    try {
      const reply = await handle();
      seen.set(key, { fingerprint, reply });
      return reply;
    } catch (error) {
      seen.delete(key);
      throw error;
    }
  };
}

function listsOf({ destination_id, remove_from_smart_lists }: z.output<typeof outcomeRequest>): string[] {
  if (destination_id !== undefined) return [destination_id];
  return remove_from_smart_lists && 'list_ids' in remove_from_smart_lists
    ? remove_from_smart_lists.list_ids
    : [];
}

/** Assumed: `none` is an object too, and a removal looks as it does in the webhook. */
function presentDestination(outcome: StoredOutcome, smartLists: Readonly<Record<string, string>>): object {
  const { destination } = webhookDestination(outcome);
  if (!destination) return { destination_type: 'none' };
  return outcome.destination_id === undefined
    ? destination
    : { ...destination, destination_name: smartLists[outcome.destination_id] };
}

/** The shapes of /phone-system/webhooks. Assumed: the key is missing for `none`, and all lists are `selection: "all"`. */
function webhookDestination(outcome: StoredOutcome): { destination?: object } {
  const { destination_type, destination_id, remove_from_smart_lists: removal } = outcome;
  if (destination_type === 'none') return {};
  if (!removal) return { destination: { destination_type, destination_id } };
  const selected = 'list_ids' in removal;
  return {
    destination: {
      destination_type,
      selection: selected ? 'selected' : 'all',
      destination_ids: listsOf(outcome),
    },
  };
}
