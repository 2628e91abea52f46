/**
 * Sailor's outcomes API: https://docs.sailorhq.io/phone-system/outcomes
 * The response describes the destination as an object, the request with flat fields; this file knows both.
 */
import * as z from 'zod/mini';
import {
  type ApiCall,
  type ApiProblem,
  type ApiRequest,
  type ApiResponse,
  bodyOf,
  isSuccess,
  perform,
  problemByStatus,
  retryAfterSeconds,
  type Transport,
  validInput,
} from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import { isPublicHttpsUrl } from '../../values/publicUrl.ts';
import { block, flag, isRecord, number, readText, text, texts } from '../../values/wire.ts';

const NAME = 'Sailor';
const OUTCOMES_URL = 'https://api.sailorhq.io/phone-system/outcomes';
export const MAX_URL_LENGTH = 2048;

export const outcomeTypes = ['action', 'disposition'] as const;
export const destinationTypes = ['none', 'smart_list', 'remove_from_smart_list'] as const;

/** What happens with the contact when an agent chooses the outcome. */
export type SailorDestination =
  | { type: 'none' }
  | { type: 'smart_list'; listId: string }
  | { type: 'remove_from_smart_list'; listIds: readonly string[] | 'all' };

/** All that can be set of an outcome. */
export interface SailorOutcomeConfig {
  /** 1 to 120 characters. */
  name: string;
  /** `action`: a button during the call, which sends a webhook. `disposition`: a choice after the call. */
  type: (typeof outcomeTypes)[number];
  /** Lower ones are shown first. */
  order: number;
  destination: SailorDestination;
  /** Required for actions. */
  webhookUrl: string | null;
}

/** An outcome as Sailor has it now. */
export interface SailorOutcome extends Omit<SailorOutcomeConfig, 'destination' | 'type'> {
  id: string;
  type: string;
  /** Null where the answer does not tell it whole, so that it could not be sent back unchanged. */
  destination: SailorDestination | null;
  /** Names of Smart Lists that the answer gives. */
  listName: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

const destinationOnWire = {
  destination_type: text,
  destination_id: text,
  destination_name: text,
  destination_ids: texts,
  list_ids: texts,
  selection: text,
  all: flag,
};

const outcomeOnWire = z.object({
  outcome_id: text,
  outcome_name: text,
  outcome_type: text,
  order: number,
  destination_type: text,
  destination_id: text,
  destination: block({ ...destinationOnWire, remove_from_smart_lists: block(destinationOnWire) }),
  remove_from_smart_lists: block(destinationOnWire),
  webhook_url: text,
  created_at: text,
  updated_at: text,
});

type OutcomeOnWire = z.infer<typeof outcomeOnWire>;

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const ORDER_LIMIT = 2 ** 31;

const listId = z
  .string('Choose a Smart List.')
  .check(z.regex(UUID, 'A Smart List ID looks like 00000000-0000-4000-8000-000000000000.'));

const configInput = z
  .object({
    name: z
      .string('Enter a name for the outcome.')
      .check(
        z.minLength(1, 'Enter a name for the outcome.'),
        z.maxLength(120, 'The name of an outcome has at most 120 characters.'),
      ),
    type: z.enum(outcomeTypes, 'The type of an outcome is action or disposition.'),
    order: z
      .int('The order is a whole number.')
      .check(
        z.gte(-ORDER_LIMIT, 'The order is too small.'),
        z.lte(ORDER_LIMIT - 1, 'The order is too large.'),
      ),
    destination: z.discriminatedUnion(
      'type',
      [
        z.object({ type: z.literal('none') }),
        z.object({ type: z.literal('smart_list'), listId }),
        z.object({
          type: z.literal('remove_from_smart_list'),
          listIds: z.union(
            [
              z.literal('all'),
              z.array(listId).check(z.minLength(1, 'Choose at least one Smart List, or all.')),
            ],
            'Choose the Smart Lists to remove from, or all.',
          ),
        }),
      ],
      'The destination is none, smart_list or remove_from_smart_list.',
    ),
    webhookUrl: z.nullable(
      z.string().check(
        z.maxLength(MAX_URL_LENGTH, `A webhook URL has at most ${MAX_URL_LENGTH} characters.`),
        z.refine(isPublicHttpsUrl, {
          error: 'The webhook URL must start with https:// and be reachable from the internet.',
        }),
      ),
    ),
  })
  .check(
    z.refine(({ type, webhookUrl }) => type !== 'action' || webhookUrl !== null, {
      error: 'An action needs a webhook URL: Sailor posts to it when an agent chooses the outcome.',
    }),
  );

/** All outcomes of the workspace that the token belongs to. Also the test of a connection. */
export function listOutcomes(): ApiCall<SailorOutcome[]> {
  return call({ method: 'GET', url: OUTCOMES_URL, headers: {} }, (response) => {
    const { outcomes } = bodyOf(NAME, response);
    if (!Array.isArray(outcomes)) throw unreadable();
    return outcomes.map(readOutcome);
  });
}

/** `idempotencyKey`: the same for a repetition of this very request, another for every other. */
export function createOutcome(config: SailorOutcomeConfig, idempotencyKey: string): ApiCall<SailorOutcome> {
  return call(write('POST', OUTCOMES_URL, config, idempotencyKey), readWritten);
}

/** Replaces the whole configuration: there is no way to change one field alone. */
export function replaceOutcome(
  id: string,
  config: SailorOutcomeConfig,
  idempotencyKey: string,
): ApiCall<SailorOutcome> {
  return call(write('PATCH', outcomeUrl(id), config, idempotencyKey), readWritten);
}

export function deleteOutcome(id: string): ApiCall<{ id: string; deleted: true }> {
  return call({ method: 'DELETE', url: outcomeUrl(id), headers: {} }, () => ({ id, deleted: true }));
}

/** Changes only what is given: reads the outcome, merges, and sends it whole. */
export async function updateOutcome(
  id: string,
  change: Partial<SailorOutcomeConfig>,
  idempotencyKey: string,
  transport: Transport,
): Promise<SailorOutcome> {
  const config = changedConfig(await perform(listOutcomes(), transport), id, change);
  return perform(replaceOutcome(id, config, idempotencyKey), transport);
}

/** The outcome with this id as a whole request, with `change` in it. */
export function changedConfig(
  outcomes: readonly SailorOutcome[],
  id: string,
  change: Partial<SailorOutcomeConfig>,
): SailorOutcomeConfig {
  const outcome = outcomes.find((candidate) => candidate.id === id);
  if (!outcome) throw problem('outcome_not_found');
  return configOf(outcome, change);
}

/** The outcome as a whole request, with `change` in it. */
export function configOf(
  outcome: SailorOutcome,
  change: Partial<SailorOutcomeConfig> = {},
): SailorOutcomeConfig {
  const destination = change.destination ?? outcome.destination;
  if (destination === null) {
    throw new OutcomeError('conflict', `Sailor does not tell which Smart Lists “${outcome.name}” changes.`, {
      hint: 'Sending it back could change them, so nothing was sent. Set its destination together with the change, or edit it in Sailor.',
    });
  }
  const { name, order, webhookUrl } = outcome;
  return {
    name,
    type: outcome.type as SailorOutcomeConfig['type'],
    order,
    webhookUrl,
    ...change,
    destination,
  };
}

/** Smart Lists that outcomes use, by id where no outcome names them: Sailor documents no other way to list them. */
export function knownSmartLists(outcomes: readonly SailorOutcome[]): { id: string; name: string }[] {
  const lists = new Map<string, string>();
  for (const { destination, listName } of outcomes) {
    if (destination?.type === 'smart_list') lists.set(destination.listId, listName ?? destination.listId);
  }
  for (const { destination } of outcomes) {
    if (destination?.type !== 'remove_from_smart_list' || destination.listIds === 'all') continue;
    for (const id of destination.listIds) lists.set(id, lists.get(id) ?? id);
  }
  return [...lists].map(([id, name]) => ({ id, name }));
}

function outcomeUrl(id: string): string {
  validInput(
    z
      .string()
      .check(z.regex(UUID, 'Choose an outcome: its ID looks like 00000000-0000-4000-8000-000000000000.')),
    id,
  );
  return `${OUTCOMES_URL}/${id}`;
}

function write(
  method: 'POST' | 'PATCH',
  url: string,
  config: SailorOutcomeConfig,
  idempotencyKey: string,
): ApiRequest {
  const { name, type, order, destination, webhookUrl } = validInput(configInput, config);
  return {
    method,
    url,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
    body: {
      outcome_name: name,
      outcome_type: type,
      order,
      ...requestDestination(destination),
      ...(webhookUrl === null ? {} : { webhook_url: webhookUrl }),
    },
  };
}

function requestDestination(destination: SailorDestination): Record<string, unknown> {
  switch (destination.type) {
    case 'none':
      return { destination_type: 'none' };
    case 'smart_list':
      return { destination_type: 'smart_list', destination_id: destination.listId };
    case 'remove_from_smart_list': {
      const { type, listIds } = destination;
      const lists = listIds === 'all' ? { all: true } : { list_ids: listIds };
      return { destination_type: type, remove_from_smart_lists: lists };
    }
  }
}

function readOutcome(value: unknown): SailorOutcome {
  const wire = isRecord(value) ? outcomeOnWire.parse(value) : null;
  if (wire?.outcome_id == null) throw unreadable();
  return {
    id: wire.outcome_id,
    name: wire.outcome_name ?? '',
    type: wire.outcome_type ?? '',
    order: wire.order ?? 0,
    destination: readDestination(wire),
    listName: wire.destination.destination_name,
    webhookUrl: wire.webhook_url,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
  };
}

/** The form of a removal in an answer is not documented, so every form that Sailor uses elsewhere is read. */
function readDestination(wire: OutcomeOnWire): SailorDestination | null {
  const type = wire.destination_type ?? wire.destination.destination_type ?? 'none';
  const listId = wire.destination.destination_id ?? wire.destination_id;
  if (type === 'none') return { type };
  if (type === 'smart_list') return listId === null ? null : { type, listId };
  if (type !== 'remove_from_smart_list') return null;
  const forms = [wire.destination, wire.destination.remove_from_smart_lists, wire.remove_from_smart_lists];
  if (forms.some(({ all, selection }) => all === true || selection?.toLowerCase() === 'all')) {
    return { type, listIds: 'all' };
  }
  const listIds = forms.flatMap(({ destination_ids, list_ids }) => [...destination_ids, ...list_ids]);
  const ids = listIds.length === 0 && listId !== null ? [listId] : [...new Set(listIds)];
  return ids.length === 0 ? null : { type, listIds: ids };
}

function readWritten(response: ApiResponse): SailorOutcome {
  return readOutcome(bodyOf(NAME, response).outcome);
}

function unreadable(): OutcomeError {
  return new OutcomeError('unavailable', 'Sailor gave an answer that cannot be read.', {
    hint: 'Try again in a few minutes. If it stays so, this connector needs an update for a change in Sailor.',
  });
}

/** https://docs.sailorhq.io/phone-system/troubleshooting: the status that goes with each is not documented. */
const PROBLEMS = {
  unauthorized: {
    code: 'unauthorized',
    message: 'Sailor did not accept the API token.',
    hint: 'Open the Sailor connection and enter a current API token of your workspace.',
  },
  forbidden: {
    code: 'forbidden',
    message: 'The Sailor API token may not change phone-system outcomes.',
    hint: 'Use a token of a person who may, or ask an administrator of the workspace for the permission.',
  },
  feature_disabled: {
    code: 'forbidden',
    message: 'Phone-system outcomes are not switched on for this Sailor workspace.',
    hint: 'Ask Sailor to switch phone-system outcomes on for the workspace.',
  },
  no_subaccount: {
    code: 'forbidden',
    message: 'The Sailor API token belongs to no workspace.',
    hint: 'Make the API token inside the workspace whose outcomes you want to use.',
  },
  missing_idempotency_key: {
    code: 'invalid_input',
    message: 'Sailor misses the idempotency key of the request.',
    hint: 'Try again in a few minutes. If it stays so, this connector needs an update for a change in Sailor.',
  },
  idempotency_key_in_use: {
    code: 'in_progress',
    message: 'Sailor is still working on the same request.',
    hint: 'Wait a few seconds, then try again.',
  },
  invalid_outcome: {
    code: 'invalid_input',
    message: 'Sailor did not accept the outcome.',
    hint: 'Check its name (1 to 120 characters), type, order, Smart Lists and webhook URL (required for actions).',
  },
  destination_not_found: {
    code: 'not_found',
    message: 'Sailor does not know the Smart List.',
    hint: 'Choose a Smart List of the workspace that the API token belongs to.',
  },
  outcome_not_found: {
    code: 'not_found',
    message: 'Sailor does not know the outcome.',
    hint: 'Choose it again from the list: it may have been deleted in Sailor.',
  },
} as const satisfies Record<string, ApiProblem>;

function problem(error: keyof typeof PROBLEMS): OutcomeError {
  const { code, message, hint } = PROBLEMS[error];
  return new OutcomeError(code, message, { hint });
}

function call<Result>(request: ApiRequest, read: (response: ApiResponse) => Result): ApiCall<Result> {
  return {
    provider: NAME,
    request,
    // Writes carry an idempotency key, and a deletion has the same end however often it is asked for.
    repeatable: true,
    read(response) {
      throwProblem(response);
      return read(response);
    },
  };
}

function throwProblem(response: ApiResponse): void {
  const error = isRecord(response.body) ? readText(response.body.error) : null;
  const isRefusal = isRecord(response.body) && response.body.ok === false;
  if (isSuccess(response) && !isRefusal) return;
  const isKnown = error !== null && Object.hasOwn(PROBLEMS, error);
  const { code, message, hint } = isKnown
    ? PROBLEMS[error as keyof typeof PROBLEMS]
    : problemByStatus(NAME, response);
  throw new OutcomeError(code, message, { hint, retryAfterSeconds: retryAfterSeconds(response) });
}
