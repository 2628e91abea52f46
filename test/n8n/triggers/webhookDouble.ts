import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
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
      response.end('{}');
    }
    return { context, response, end };
  }
  return { deliver, logged, stored: () => stored };
}

/** Node's own response, over a connection that only keeps what is written to it. */
class ResponseDouble extends ServerResponse {
  #written = '';
  readonly #connection = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      this.#written += chunk.toString();
      done();
    },
  });

  constructor() {
    super(new IncomingMessage(new Socket()));
    this.assignSocket(this.#connection as unknown as Socket);
    // As Node's server does.
    this.once('finish', () => this.emit('close'));
  }

  get headers(): Record<string, string> {
    const [, ...lines] = this.#parts[0].split('\r\n');
    return Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
  }

  get body(): unknown {
    return JSON.parse(this.#parts[1]) as unknown;
  }

  get #parts(): [string, string] {
    const [head = '', body = ''] = this.#written.split('\r\n\r\n');
    return [head, body];
  }

  /** What a sender does that waits no longer. */
  async hangUp(): Promise<void> {
    this.#connection.destroy();
    await once(this, 'close');
  }
}
