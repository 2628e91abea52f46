import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { type CallOutcome, OutcomeError, type ProviderId, providerIds } from '../../core.ts';
import { readDeliveryOptions } from '../../lib/triggers/deliveryOptions.ts';
import { type Delivery, readDelivery, type Sender } from '../../lib/readDelivery.ts';
import { textsOf } from '../../lib/triggers/receiveWebhook.ts';
import { recordNew } from '../../lib/recordNew.ts';
import { webhookCredentials } from '../../lib/triggers/secrets.ts';
import { toNodeError } from '../../lib/toNodeError.ts';

export const REMEMBERED_BY_DEFAULT = 10_000;

/** Why something of a delivery is not among the outcomes. */
interface NotRead {
  reason: 'refused' | 'ignored' | 'filtered' | 'repeat';
  message: string;
  hint: string;
  /** Of the error, where the delivery was refused. */
  code?: string;
  /** Event ID, where there is an outcome. */
  id?: string;
}

interface Found {
  item: number;
  outcome: CallOutcome;
}

/** One output with the outcomes, one with what is not among them and why. */
export async function readDeliveries(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const fields = context.getNodeParameter('options', 0);
  const options = readDeliveryOptions(fields);
  const senders = await sendersOf(context);
  const answers = webhookAnswers(context);
  const found: Found[] = [];
  const notRead: INodeExecutionData[] = [];
  const putAside = (item: number, why: NotRead) => {
    notRead.push({ json: { id: null, code: null, ...why }, pairedItem: { item } });
  };

  for (const item of context.getInputData().keys()) {
    try {
      const { outcomes, ignored } = readDelivery(await deliveryOf(context, item), senders, options.receive);
      found.push(...outcomes.map((outcome) => ({ item, outcome })));
      for (const { reason, hint } of ignored) putAside(item, { reason: 'ignored', message: reason, hint });
    } catch (error) {
      // Where n8n answers with how the workflow ended, a failure has the provider deliver again.
      const mayPutAside = !answers.includes('lastNode') || context.continueOnFail();
      if (!(error instanceof OutcomeError) || !mayPutAside) throw toNodeError(context.getNode(), error, item);
      const { code, message, hint } = error;
      putAside(item, { reason: 'refused', code, message, hint });
    }
  }

  const wanted = found.filter(({ outcome }) => options.wants(outcome));
  const fresh = dropsRepeats(fields, answers) ? await freshOf(context, wanted, fields) : null;
  const output = found.flatMap(({ item, outcome }): INodeExecutionData[] => {
    if (!options.wants(outcome)) {
      putAside(item, { id: outcome.id, ...FILTERED });
      return [];
    }
    // The second of the same outcome in one execution is a repeat too.
    if (fresh?.delete(outcome.id) === false) {
      putAside(item, { id: outcome.id, ...REPEAT });
      return [];
    }
    return [{ json: outcome, pairedItem: { item } }];
  });
  return [output, notRead];
}

const FILTERED = {
  reason: 'filtered',
  message: 'The result of this outcome is not let through.',
  hint: 'To let it through, add its result to Only Results in the options of this node.',
} as const;

const REPEAT = {
  reason: 'repeat',
  message: 'This outcome was read before: the provider delivered it again.',
  hint: 'There is nothing to do. To read repeats too, set Drop Repeats to Never in the options of this node.',
} as const;

/** When the Webhook nodes before this one answer, as n8n calls it. */
function webhookAnswers(context: IExecuteFunctions): unknown[] {
  return context
    .getParentNodes(context.getNode().name, { includeNodeParameters: true })
    .filter(({ type }) => type === 'n8n-nodes-base.webhook')
    .map(({ parameters }) => parameters?.['responseMode']);
}

/**
 * A sender that waits for the workflow's end delivers again what did not get there: that is no repeat to drop, since
 * n8n does not run again what a killed worker was at.
 */
function dropsRepeats({ dropRepeats = 'auto' }: IDataObject, answers: readonly unknown[]): boolean {
  if (dropRepeats !== 'auto') return dropRepeats === 'always';
  return answers.length > 0 && answers.every((answer) => answer === 'onReceived');
}

/** The ids that no execution has read before. */
async function freshOf(
  context: IExecuteFunctions,
  found: readonly Found[],
  { rememberedOutcomes = REMEMBERED_BY_DEFAULT }: IDataObject,
): Promise<Set<unknown>> {
  const ids = [...new Set(found.map(({ outcome }) => outcome.id))];
  // Who tries things out by hand, or runs again what crashed, wants the same delivery read again.
  if (ids.length === 0 || ['manual', 'retry'].includes(context.getMode())) return new Set(ids);
  return recordNew(context, ids, Number(rememberedOutcomes));
}

async function sendersOf(context: IExecuteFunctions): Promise<Sender[]> {
  const chosen = context.getNodeParameter('provider', 0) as ProviderId | 'auto';
  const candidates = chosen === 'auto' ? providerIds : [chosen];
  if (context.getNodeParameter('authentication', 0) === 'none') {
    return candidates.map((provider) => ({ provider, secrets: undefined }));
  }
  const withCredential = candidates.filter(
    (provider) => context.getNode().credentials?.[webhookCredentials[provider].name] !== undefined,
  );
  if (withCredential.length > 0) {
    return Promise.all(
      withCredential.map(async (provider) => {
        const { name, secretsIn } = webhookCredentials[provider];
        return { provider, secrets: secretsIn(await context.getCredentials(name, 0)) };
      }),
    );
  }
  throw new OutcomeError('invalid_input', 'No secret is chosen to check the deliveries with.', {
    hint: 'Choose the credential of the provider that posts here, or set Authentication to None.',
  });
}

async function deliveryOf(context: IExecuteFunctions, item: number): Promise<Delivery> {
  const { json, binary } = context.getInputData()[item] ?? { json: {} };
  const { headers, query, body } = json as { headers?: Delivery['headers']; query?: object; body?: unknown };
  const rawBody = binary?.['data'] && (await context.helpers.getBinaryDataBuffer(item, 'data'));
  if (headers === undefined || (body === undefined && rawBody === undefined)) {
    throw new OutcomeError('malformed_body', 'This item is no delivery that a Webhook node received.', {
      hint: 'Put this node right behind a Webhook node, so that it gets headers, query and body.',
    });
  }
  return { headers, query: textsOf(query ?? {}), body, rawBody };
}
