/** What Sailor's pages leave open, checked on an account. */
import { randomUUID } from 'node:crypto';
import type { ApiRequest, ApiResponse } from '../../shared/index.ts';
import {
  type Account,
  all,
  type Assumption,
  type Checked,
  type Fields,
  findingsOf,
  isFields,
  noList,
  type Probe,
  shapeOf,
} from './probing.ts';
import { without } from './without.ts';

const URL = 'https://api.sailorhq.io/phone-system/outcomes';
const NAME = 'Probe of Call Outcomes';
const WEBHOOK_URL = 'https://example.com/probe-of-call-outcomes';
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** The answers of what `--write` does, by name; undefined where it was not done. */
type Written = Partial<Record<keyof typeof writes, ApiResponse>>;

interface Seen {
  list: ApiResponse;
  outcomes: readonly Fields[];
  refusal: ApiResponse;
  written: Written;
}

const READ = 'Not in this workspace now.';
const WRITE = 'Run it with --write.';
const DELIVERY = 'Only a delivery shows it: record one, and run npm run keep on it.';

const answered = (response: ApiResponse | undefined, as: (response: ApiResponse) => boolean): Checked =>
  response && { as: as(response), found: inShort(response) };

function inShort({ status, body }: ApiResponse): string {
  const error = isFields(body) && typeof body['error'] === 'string' ? ` ${body['error']}` : '';
  return `status ${status}${error}, ${shapeOf(body)}`;
}

const isOk = ({ status, body }: ApiResponse) => status === 200 && isFields(body) && body['ok'] === true;
const isError =
  (code: string) =>
  ({ body }: ApiResponse) =>
    isFields(body) && body['error'] === code;
const outcomeOf = (response: ApiResponse | undefined): Fields | undefined => {
  const outcome = isFields(response?.body) ? response.body['outcome'] : undefined;
  return isFields(outcome) ? outcome : undefined;
};

const ofDestination = (outcomes: readonly Fields[], type: string) =>
  outcomes.filter((outcome) => outcome['destination_type'] === type);

function isKnownRemoval({ destination }: Fields): boolean {
  if (!isFields(destination)) return false;
  const { selection, destination_ids: ids } = destination;
  return (
    (typeof selection === 'string' && selection.toLowerCase() === 'all') ||
    (Array.isArray(ids) && ids.length > 0)
  );
}

export const assumptions: readonly Assumption<Seen>[] = [
  {
    note: 'An outcome has one `webhook_url`',
    check: ({ outcomes }) => all(outcomes, (one) => 'webhook_url' in one, shapeOf),
    seenBy: READ,
  },
  {
    note: 'The list of outcomes is whole',
    check: ({ list: { body } }) => {
      const known = ['ok', 'outcomes', 'disposition_popup_enabled'];
      if (!isFields(body)) return { as: false, found: shapeOf(body) };
      return { as: Object.keys(body).every((key) => known.includes(key)), found: shapeOf(body) };
    },
    seenBy: READ,
  },
  {
    note: 'IDs are UUIDs',
    check: ({ outcomes }) =>
      all(
        outcomes,
        (one) => UUID.test(String(one['outcome_id'])),
        () => 'an outcome_id of another form',
      ),
    seenBy: READ,
  },
  {
    note: '`PATCH` replaces the whole outcome',
    check: ({ written }) => {
      const order = outcomeOf(written.patchWithoutOrder)?.['order'];
      return (
        written.patchWithoutOrder && {
          as: order === 0,
          found: `a field that was left out: ${order === ORDER ? 'kept' : inShort(written.patchWithoutOrder)}`,
        }
      );
    },
    seenBy: WRITE,
  },
  {
    note: 'Webhooks only for actions',
    check: ({ outcomes }) =>
      all(
        outcomes.filter((one) => one['outcome_type'] !== 'action'),
        (one) => one['webhook_url'] == null,
        () => 'an outcome that is not an action has a webhook URL',
      ),
    seenBy: READ,
  },
  {
    note: '`Idempotency-Key` on `POST` and `PATCH`',
    check: ({ written }) => answered(written.postWithoutKey, isError('missing_idempotency_key')),
    seenBy: WRITE,
  },
  {
    note: 'The same key gives the same answer again',
    check: ({ written }) => {
      const [first, again] = [outcomeOf(written.post), outcomeOf(written.postAgain)];
      if (!first || !written.postAgain) return undefined;
      return {
        as: again?.['outcome_id'] === first['outcome_id'],
        found: again ? 'a second outcome' : inShort(written.postAgain),
      };
    },
    seenBy: WRITE,
  },
  {
    note: 'Error strings',
    check: ({ refusal }) => answered(refusal, isError('unauthorized')),
    seenBy: READ,
  },
  {
    note: 'A wrong token has the status 401',
    check: ({ refusal }) => answered(refusal, ({ status }) => status === 401),
    seenBy: READ,
  },
  {
    note: 'Writing answers 200 with the outcome',
    check: ({ written }) => answered(written.post, (one) => isOk(one) && outcomeOf(one) !== undefined),
    seenBy: WRITE,
  },
  {
    note: 'Any webhook URL is kept, http and private ones too',
    check: ({ written }) => answered(written.patchHttp, isOk),
    seenBy: WRITE,
  },
  {
    note: 'Names may repeat',
    check: ({ written }) => answered(written.postSameName, isOk),
    seenBy: WRITE,
  },
  {
    note: 'The form of `destination` in an answer',
    check: ({ outcomes, written }) =>
      all(
        [
          ...ofDestination(outcomes, 'remove_from_smart_list'),
          ...[outcomeOf(written.patchRemoval) ?? []].flat(),
        ] as Fields[],
        isKnownRemoval,
        ({ destination }) => shapeOf(destination),
      ),
    seenBy: `${READ} ${WRITE}`,
  },
  {
    note: '`selection` for "all lists"',
    check: ({ written }) => {
      const destination = outcomeOf(written.patchRemoval)?.['destination'];
      const selection = isFields(destination) ? destination['selection'] : undefined;
      return (
        written.patchRemoval && { as: String(selection).toLowerCase() === 'all', found: shapeOf(destination) }
      );
    },
    seenBy: WRITE,
  },
  {
    note: 'Whether an action may be without a URL',
    check: ({ outcomes, written }) =>
      answered(written.patchWithoutUrl, isError('invalid_outcome')) ??
      all(
        outcomes.filter((one) => one['outcome_type'] === 'action'),
        (one) => one['webhook_url'] != null,
        () => 'an action without a webhook URL',
      ),
    seenBy: WRITE,
  },
  {
    note: 'Deleting answers 200, and a second time outcome_not_found',
    check: ({ written }) =>
      written.delete &&
      answered(
        written.deleteAgain,
        (again) => written.delete?.status === 200 && isError('outcome_not_found')(again),
      ),
    seenBy: WRITE,
  },
  { note: '`timestamp` is in milliseconds', seenBy: DELIVERY },
  { note: 'No signature, secret or delivery id', seenBy: DELIVERY },
  { note: 'Repeats: `call.call_id` + `outcome.outcome_id`', seenBy: DELIVERY },
  { note: 'Retries, time-outs and order of webhooks', seenBy: DELIVERY },
  { note: 'Whether a repeated action on one call', seenBy: DELIVERY },
];

/** After all that agents use. */
const ORDER = 9999;

const patch = (id: string, body: Record<string, unknown>): ApiRequest => ({
  method: 'PATCH',
  url: `${URL}/${encodeURIComponent(id)}`,
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
  body,
});

const post = (body: Record<string, unknown>, key?: string): ApiRequest => ({
  method: 'POST',
  url: URL,
  headers: { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) },
  body,
});

const remove = (id: string): ApiRequest => ({
  method: 'DELETE',
  url: `${URL}/${encodeURIComponent(id)}`,
  headers: {},
});

interface Own {
  name: string;
  key: string;
  id: string;
}

const config = ({ name }: Own) => ({
  outcome_name: name,
  outcome_type: 'action',
  order: ORDER,
  destination_type: 'none',
  webhook_url: WEBHOOK_URL,
});

/** In this order, on an outcome of its own. */
const writes = {
  postWithoutKey: (own: Own) => post(config(own)),
  post: (own: Own) => post(config(own), own.key),
  postAgain: (own: Own) => post(config(own), own.key),
  postSameName: (own: Own) => post(config(own), `${own.key}-2`),
  patchWithoutOrder: (own: Own) => {
    return patch(own.id, without(config(own), 'order'));
  },
  patchHttp: (own: Own) => patch(own.id, { ...config(own), webhook_url: 'http://10.0.0.1/probe' }),
  patchWithoutUrl: (own: Own) => {
    return patch(own.id, without(config(own), 'webhook_url'));
  },
  patchRemoval: (own: Own) =>
    patch(own.id, {
      ...config(own),
      destination_type: 'remove_from_smart_list',
      remove_from_smart_lists: { all: true },
    }),
  delete: (own: Own) => remove(own.id),
  deleteAgain: (own: Own) => remove(own.id),
};

const list: ApiRequest = { method: 'GET', url: URL, headers: {} };

export const probeSailor: Probe = async (account, { write }) => {
  const answer = await account.send(list);
  const outcomes = outcomesIn(answer);
  if (outcomes === null) throw noList('Sailor', 'outcomes', answer, inShort(answer));
  const refusal = await account.send(list, 'not-a-token-of-anybody');
  const written = write ? await writeAll(account) : {};
  return findingsOf(assumptions, { list: answer, outcomes, refusal, written });
};

function outcomesIn({ body }: ApiResponse): Fields[] | null {
  const outcomes = isFields(body) ? body['outcomes'] : undefined;
  return Array.isArray(outcomes) ? outcomes.filter(isFields) : null;
}

async function writeAll(account: Account): Promise<Written> {
  const own: Own = { name: `${NAME}, ${new Date().toISOString()}`, key: randomUUID(), id: '' };
  account.say(`Creating the outcome “${own.name}”. It is deleted at the end.`);
  const written: Written = {};
  try {
    for (const [step, request] of Object.entries(writes) as [
      keyof typeof writes,
      (own: Own) => ApiRequest,
    ][]) {
      if (account.isStopped()) break;
      if (own.id === '' && !step.startsWith('post')) break;
      const response = await account.send(request(own));
      written[step] = response;
      const id = outcomeOf(response)?.['outcome_id'];
      if (step === 'post' && typeof id === 'string') own.id = id;
    }
  } finally {
    await cleanUp(account);
  }
  return written;
}

/** By name, so that an answer that got lost leaves nothing, nor a probe that was killed before. */
async function cleanUp(account: Account): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      const left = (outcomesIn(await account.send(list)) ?? []).filter(isProbes);
      if (left.length === 0) return;
      for (const { outcome_id: id } of left) await account.send(remove(String(id)));
    } catch {
      await account.sleep(1000 * attempt);
    }
  }
  account.say(
    `Sailor could not be asked whether all is deleted. Look for “${NAME}, …” in Sailor, and delete it there.`,
  );
}

function isProbes({ outcome_name: name }: Fields): boolean {
  return typeof name === 'string' && name.startsWith(`${NAME}, `);
}
