import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import {
  type IDataObject,
  type INode,
  type INodeTypes,
  type IWebhookFunctions,
  type IWebhookResponseData,
  Workflow,
} from 'n8n-workflow';

export interface Incoming {
  headers?: Record<string, string>;
  query?: Record<string, unknown>;
  rawBody?: Buffer;
  body?: IDataObject;
  /** n8n cannot store the execution, or the execution fails. */
  fails?: 'start' | 'execution';
}

export interface Trigger {
  parameters?: IDataObject;
  /** By credential type. */
  credentials?: Record<string, IDataObject>;
  mode?: 'webhook' | 'manual';
}

/**
 * A hand-made double of what n8n gives a trigger for one node of one workflow, with n8n's own `Workflow` and its rules
 * for saving static data: `staticData.test.ts` and its namesake among the end-to-end tests compare the two.
 */
export function triggerDouble({ parameters = {}, credentials = {}, mode = 'webhook' }: Trigger) {
  const node = {
    id: randomUUID(),
    name: 'Trigger',
    parameters,
    credentials: Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }])),
  } as unknown as INode;
  const workflowId = randomUUID();
  let stored = 'null';
  const logged: string[] = [];

  function deliver(incoming: Incoming) {
    const staticData = JSON.parse(stored) as IDataObject | null;
    const workflow = workflowOf(staticData);
    /** Of the execution, which n8n reads when it starts it. */
    let own = stored;
    const response = new ResponseDouble();
    const context = {
      getMode: () => mode,
      getTimezone: () => 'UTC',
      getNode: () => node,
      getWorkflow: () => ({ id: workflowId }),
      getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
      getCredentials: (type: string) =>
        type in credentials
          ? Promise.resolve(credentials[type])
          : Promise.reject(new Error(`Credential ${type} not found`)),
      getHeaderData: () => incoming.headers ?? {},
      getQueryData: () => incoming.query ?? {},
      getBodyData: () => incoming.body ?? {},
      getRequestObject: () => ({ rawBody: incoming.rawBody, readable: false }),
      getResponseObject: () => response,
      getWorkflowStaticData: (type: string) => workflow.getStaticData(type, node),
      logger: { error: (text: string) => logged.push(text) },
      helpers: { returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })) },
    } as unknown as IWebhookFunctions;

    /** What n8n does with what the trigger returned, up to its own answer. */
    function end(returned: IWebhookResponseData): void {
      let body: unknown = '';
      if (returned.workflowData === undefined) {
        body = returned.webhookResponse;
      } else {
        own = stored;
        // To store the execution, which marks the static data as unchanged unless there was none before.
        workflowOf(staticData);
        if (incoming.fails === 'start') {
          answer(500);
          return;
        }
        if (parameters['respond'] !== 'whenFinished') body = returned.webhookResponse;
      }
      if (workflow.staticData['__dataChanged'] === true) stored = JSON.stringify(workflow.staticData);
      const isTold = parameters['respond'] === 'whenFinished' && returned.workflowData !== undefined;
      answer(isTold && incoming.fails === 'execution' ? 500 : 200, body);
    }
    function answer(status: number, body: unknown = {}): void {
      response.statusCode = status;
      response.end(JSON.stringify(body));
    }
    /** The workflow keeps static data of its own, which n8n saves when the execution ends. */
    function keepStaticData(): void {
      stored = JSON.stringify({ ...(JSON.parse(own) as IDataObject | null), global: { kept: true } });
    }
    return { context, response, end, keepStaticData };
  }
  return { deliver, logged, stored: () => stored };
}

function workflowOf(staticData: IDataObject | null): Workflow {
  const nodeTypes = {} as INodeTypes;
  return new Workflow({
    nodes: [],
    connections: {},
    active: true,
    nodeTypes,
    ...(staticData && { staticData }),
  });
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
