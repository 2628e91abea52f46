import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
  messageIdOf,
  OutcomeError,
  passes,
  type Provider,
  type ProviderId,
  providers,
  type RawInputs,
  readDeliverySettings,
  receive,
  type ReceiveOptions,
  type WebhookRequest,
} from '../../core.ts';
import { collectInputs } from '../inputs.ts';
import { withoutRepeats } from './repeats.ts';
import type { ReadSecret } from './secrets.ts';
import { optionInputs } from './triggerOptions.ts';

/**
 * Takes one delivery: 2xx with one item per outcome, or a refusal with `code` and `hint` as JSON that starts no
 * execution. Never throws, because n8n starts a failed execution for every trigger that does.
 */
export async function receiveWebhook(
  context: IWebhookFunctions,
  provider: ProviderId,
  readSecret: ReadSecret,
): Promise<IWebhookResponseData> {
  try {
    const chosen = context.getNodeParameter('options', {}) as IDataObject;
    const settings = settingsOf(context, providers[provider], chosen);
    const options = readDeliverySettings(settings);
    const request = await requestOf(context);
    const secret = await secretOf(context, readSecret);
    const { outcomes, ignored } = receive(provider, request, { ...options.receive, ...secret });
    const wanted = outcomes.filter(
      (outcome) => options.wants(outcome) && passes(providers[provider].filters, settings, outcome),
    );
    const { outcomes: fresh, isStored } =
      chosen['dropRepeats'] === false
        ? { outcomes: wanted, isStored: () => undefined }
        : await withoutRepeats(context, wanted, messageIdOf(request));
    const answer = {
      received: outcomes.length,
      ...(fresh.length < wanted.length && { repeated: wanted.length - fresh.length }),
      ...(wanted.length < outcomes.length && { filtered: outcomes.length - wanted.length }),
      ...(ignored.length > 0 && { ignored }),
    };
    if (fresh.length === 0) return { webhookResponse: answer };
    return {
      // n8n reads it between storing the execution and saving the static data. What changed before, n8n does not save:
      // to store the execution, it makes a new `Workflow` of the same data, which counts as unchanged.
      get webhookResponse() {
        isStored();
        return answer;
      },
      workflowData: [context.helpers.returnJsonArray([...fresh])],
    };
  } catch (error) {
    const refusal = error instanceof OutcomeError ? error : notReady(context, error);
    const response = context.getResponseObject() as ServerResponse;
    response.writeHead(refusal.httpStatus, { 'content-type': 'application/json' });
    response.end(JSON.stringify(refusal));
    return { noWebhookResponse: true };
  }
}

function settingsOf(context: IWebhookFunctions, provider: Provider, chosen: IDataObject): RawInputs {
  const entered = { valueOf: (name: string) => chosen[name], timezone: context.getTimezone() };
  return collectInputs(optionInputs(provider), entered);
}

async function secretOf(
  context: IWebhookFunctions,
  readSecret: ReadSecret,
): Promise<Pick<ReceiveOptions, 'secret'>> {
  const secret = await readSecret(context).catch((error: unknown) => {
    throw notReady(context, error);
  });
  return secret === undefined ? {} : { secret };
}

async function requestOf(context: IWebhookFunctions): Promise<WebhookRequest> {
  return {
    headers: context.getHeaderData(),
    query: textsOf(context.getQueryData()),
    rawBody: await rawBodyOf(context.getRequestObject() as Partial<IncomingMessage>),
  };
}

/** The bytes as sent. A signature is never checked against anything else, so a body that is not there is empty. */
async function rawBodyOf(request: Partial<IncomingMessage>): Promise<Uint8Array | string> {
  // n8n itself reads only the bodies whose content type it can parse.
  if (request.rawBody === undefined && request.readable === true) await request.readRawBody?.();
  return request.rawBody ?? '';
}

/** A parameter that comes twice leaves open which value is meant, so it counts as not given. */
function textsOf(query: object): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => typeof value === 'string'));
}

function notReady(context: IWebhookFunctions, error: unknown): OutcomeError {
  const reason = error instanceof Error ? error.message : String(error);
  context.logger.error(`${context.getNode().name} could not take a delivery: ${reason}`);
  return new OutcomeError('unavailable', 'The receiver is not set up completely.', {
    hint: 'Open this trigger in n8n, choose its credential again and publish the workflow.',
  });
}
