import {
  type IExecuteFunctions,
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type IN8nHttpFullResponse,
  type IWebhookFunctions,
  sleep,
} from 'n8n-workflow';
import type { Transport } from '../core.ts';

const TIMEOUT_MILLISECONDS = 30_000;

/** How the core reaches a provider: through n8n, which adds the credential of this node. */
export function transportOf(
  context: IExecuteFunctions | IHookFunctions | IWebhookFunctions | ILoadOptionsFunctions,
  credential: string,
): Transport {
  return {
    async send(request) {
      const response = (await context.helpers.httpRequestWithAuthentication.call(context, credential, {
        ...request,
        json: true,
        returnFullResponse: true,
        ignoreHttpStatusErrors: true,
        disableFollowRedirect: true,
        timeout: TIMEOUT_MILLISECONDS,
      })) as IN8nHttpFullResponse;
      return { status: response.statusCode, headers: response.headers, body: response.body };
    },
    sleep,
  };
}
