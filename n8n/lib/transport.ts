import {
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type IN8nHttpFullResponse,
  type IWebhookFunctions,
  sleep,
} from 'n8n-workflow';
import type { PatientTransport } from '../core.ts';

const TIMEOUT_MILLISECONDS = 30_000;

/** How the core reaches a provider: through n8n, which adds the credential of this node. */
export function transportOf(
  context: IExecuteFunctions | IHookFunctions | IWebhookFunctions | ILoadOptionsFunctions,
  credential: string,
): PatientTransport {
  const send: PatientTransport['send'] = async (request, timeout = TIMEOUT_MILLISECONDS) => {
    const response = (await context.helpers.httpRequestWithAuthentication.call(context, credential, {
      ...request,
      json: true,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      timeout,
    })) as IN8nHttpFullResponse;
    return { status: response.statusCode, headers: response.headers, body: response.body };
  };
  return { send, sleep, now: () => performance.now() };
}
