/** The calls of Sailor's outcomes API: https://docs.sailorhq.io/phone-system/outcomes */
import {
  type ApiCall,
  type ApiRequest,
  type ApiResponse,
  bodyOf,
  isSuccess,
  problemByStatus,
  retryAfterSeconds,
} from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import { isRecord, readText } from '../../values/wire.ts';
import {
  readOutcome,
  requestBody,
  type SailorDestination,
  type SailorOutcome,
  type SailorOutcomeConfig,
} from './outcomeOnWire.ts';
import { problems } from './problems.ts';

export { type SailorDestination, type SailorOutcome, type SailorOutcomeConfig } from './outcomeOnWire.ts';

const NAME = 'Sailor';
const OUTCOMES_URL = 'https://api.sailorhq.io/phone-system/outcomes';
export const MAX_URL_LENGTH = 2048;

/** All outcomes of the workspace that the token belongs to. Also the test of a connection. */
export function listOutcomes(): ApiCall<SailorOutcome[]> {
  return call({ method: 'GET', url: OUTCOMES_URL, headers: {} }, (response) => {
    const { outcomes } = bodyOf(NAME, response);
    if (!Array.isArray(outcomes)) throw unreadable();
    return outcomes.map(readable);
  });
}

/** `idempotencyKey`: the same for a repetition of this very request, another for every other. */
export function createOutcome(config: SailorOutcomeConfig, idempotencyKey: string): ApiCall<SailorOutcome> {
  return write('POST', OUTCOMES_URL, requestBody(config), idempotencyKey);
}

/**
 * Changes what is given, and sends the rest back as Sailor has it, whatever it is: a request replaces the whole
 * outcome. `outcomes` must have been read just before.
 */
export function changeOutcome(
  outcomes: readonly SailorOutcome[],
  id: string,
  change: Partial<SailorOutcomeConfig>,
  idempotencyKey: string,
): ApiCall<SailorOutcome> {
  const outcome = outcomes.find((candidate) => candidate.id === id);
  if (!outcome) throw problem('outcome_not_found');
  if ('type' in change || 'webhookUrl' in change) {
    const { type, webhookUrl } = { ...outcome, ...change };
    requireUrl(type, webhookUrl);
  }
  return sendBack(outcome, change, idempotencyKey);
}

/** Sets a webhook URL that no user entered: ours, or the one that the outcome had before. */
export function pointOutcome(
  outcome: SailorOutcome,
  webhookUrl: string | null,
  idempotencyKey: string,
): ApiCall<SailorOutcome> {
  return sendBack(outcome, { webhookUrl }, idempotencyKey);
}

export function deleteOutcome(id: string): ApiCall<{ id: string; deleted: true }> {
  return call({ method: 'DELETE', url: outcomeUrl(id), headers: {} }, () => ({ id, deleted: true }));
}

/** Where the outcome sends contacts, or an error where Sailor does not say it whole. */
export function destinationOf({ name, destination }: SailorOutcome): SailorDestination {
  if (destination !== null) return destination;
  throw new OutcomeError('conflict', `Sailor does not say which Smart Lists “${name}” changes.`, {
    hint: 'An update could change them, so nothing was sent. Edit the outcome in Sailor, or choose a Smart List Change with your update.',
  });
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

function sendBack(
  outcome: SailorOutcome,
  change: Partial<SailorOutcomeConfig>,
  idempotencyKey: string,
): ApiCall<SailorOutcome> {
  const config = {
    ...outcome,
    ...change,
    destination: change.destination ?? destinationOf(outcome),
  };
  return write('PATCH', outcomeUrl(outcome.id), requestBody(config), idempotencyKey);
}

function requireUrl(type: string, webhookUrl: string | null): void {
  if (type !== 'action' || webhookUrl !== null) return;
  throw new OutcomeError('invalid_input', 'Webhook URL is required when Outcome Type is Action.', {
    hint: 'Nothing was sent. Correct the value, then try again.',
  });
}

function outcomeUrl(id: string): string {
  return `${OUTCOMES_URL}/${encodeURIComponent(id)}`;
}

function write(
  method: 'POST' | 'PATCH',
  url: string,
  body: Record<string, unknown>,
  idempotencyKey: string,
): ApiCall<SailorOutcome> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey };
  const request: ApiRequest = { method, url, headers, body };
  return call(request, (response) => readable(bodyOf(NAME, response).outcome));
}

function readable(value: unknown): SailorOutcome {
  const outcome = readOutcome(value);
  if (outcome === null) throw unreadable();
  return outcome;
}

function unreadable(): OutcomeError {
  return new OutcomeError('unavailable', 'Sailor sent an unreadable answer.', {
    hint: 'Try again in a few minutes. If this persists, update this integration.',
  });
}

function problem(error: keyof typeof problems): OutcomeError {
  const { code, message, hint } = problems[error];
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
  const isKnown = error !== null && Object.hasOwn(problems, error);
  const { code, message, hint } = isKnown
    ? problems[error as keyof typeof problems]
    : problemByStatus(NAME, response);
  throw new OutcomeError(code, message, { hint, retryAfterSeconds: retryAfterSeconds(response) });
}
