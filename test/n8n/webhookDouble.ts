import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, IWebhookFunctions } from 'n8n-workflow';

export interface Incoming {
  headers?: Record<string, string>;
  query?: Record<string, unknown>;
  rawBody?: Buffer;
  /** The status that n8n answers with when it cannot start the execution. */
  failsWith?: number;
}

export interface Trigger {
  parameters?: IDataObject;
  /** By credential type. */
  credentials?: Record<string, IDataObject>;
  mode?: 'webhook' | 'manual';
}

/**
 * A hand-made double of what n8n gives a trigger for one node of one workflow: static data is copied before each
 * delivery and written back after it, as n8n does. The real n8n is in the end-to-end tests.
 */
export function triggerDouble({ parameters = {}, credentials = {}, mode = 'webhook' }: Trigger) {
  const node = {
    id: randomUUID(),
    name: 'Trigger',
    parameters,
    credentials: Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }])),
  } as unknown as INode;
  const workflowId = randomUUID();
  let stored = '{}';
  const logged: string[] = [];

  function deliver(incoming: Incoming) {
    const staticData = JSON.parse(stored) as IDataObject;
    const response = new ResponseDouble();
    const context = {
      getMode: () => mode,
      getNode: () => node,
      getWorkflow: () => ({ id: workflowId }),
      getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
      getCredentials: (type: string) =>
        type in credentials
          ? Promise.resolve(credentials[type])
          : Promise.reject(new Error(`Credential ${type} not found`)),
      getHeaderData: () => incoming.headers ?? {},
      getQueryData: () => incoming.query ?? {},
      getRequestObject: () => ({ rawBody: incoming.rawBody, readable: false }),
      getResponseObject: () => response,
      getWorkflowStaticData: () => staticData,
      logger: { error: (text: string) => logged.push(text) },
      helpers: { returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })) },
    } as unknown as IWebhookFunctions;
    /** What n8n does after the trigger: keep the static data and answer, or answer with an error. */
    function end() {
      if (incoming.failsWith === undefined) stored = JSON.stringify(staticData);
      else response.statusCode = incoming.failsWith;
      response.emit('close');
    }
    return { context, response, end };
  }
  return { deliver, logged, stored: () => stored };
}

class ResponseDouble extends EventEmitter {
  statusCode = 200;
  headers: Record<string, string> = {};
  body: unknown;

  writeHead(status: number, headers: Record<string, string>): void {
    this.statusCode = status;
    this.headers = headers;
  }

  end(text: string): void {
    this.body = JSON.parse(text);
  }
}
