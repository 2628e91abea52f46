import { setTimeout as sleep } from 'node:timers/promises';
import { parse as parseFlatted } from 'flatted';

/** n8n tries to switch a trigger on for up to 84 s, and leaves alone for two minutes what a killed process was at. */
const publicationTimeoutMs = 200_000;
const executionTimeoutMs = 30_000;
const unfinished = new Set(['new', 'running', 'waiting']);

/** A workflow as n8n exports it; `id` and the like are given by n8n. */
export interface Workflow {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  webhookId?: string;
  credentials?: Record<string, CredentialReference>;
  disabled?: boolean;
  /** Milliseconds, where n8n tries the node again. */
  waitBetweenTries?: number;
}

export interface SavedWorkflow extends Workflow {
  id: string;
  versionId: string;
  active: boolean;
}

/** How a node names its credential. */
export interface CredentialReference {
  id: string;
  name: string;
}

export interface ExecutionSummary {
  id: string;
  workflowId: string;
  mode: string;
  status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled';
}

export interface Execution extends ExecutionSummary {
  /** The items a node put out in its last run, on its first output. */
  items(nodeName: string): Item[];
  /** The error that ended the execution. */
  error: { message: string; description?: string | null } | undefined;
}

export type Item = Record<string, unknown>;

export interface DataTable {
  id: string;
  name: string;
  columns: { name: string; type: string }[];
}

export interface NodeTypeDescription {
  name: string;
  displayName: string;
  version: number | number[];
  properties: { name: string; displayName: string; type: string }[];
  [key: string]: unknown;
}

export interface OptionsRequest {
  /** Full node type, with the package's name before the dot. */
  type: string;
  version: number;
  /** The parameter whose options are asked for, and the method that lists them. */
  path: string;
  methodName: string;
  parameters: Record<string, unknown>;
  credentials?: Record<string, CredentialReference>;
  /** What the user typed to find an entry. */
  filter?: string;
}

export interface Owner {
  email: string;
  password: string;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(request: string, status: number, message: string) {
    super(`n8n answered ${status} to ${request}: ${message}`);
    this.status = status;
  }
}

/** The REST interface that n8n's own editor uses, as its owner. */
export class N8nClient {
  readonly #baseUrl: string;
  readonly #browserId = crypto.randomUUID();
  readonly #cookies = new Map<string, string>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Makes the owner's account of a fresh n8n and signs in with it. */
  async setUpOwner(owner: Owner): Promise<void> {
    await this.#send('POST', '/rest/owner/setup', { ...owner, firstName: 'Call', lastName: 'Outcomes' });
  }

  async signIn({ email, password }: Owner): Promise<void> {
    await this.#send('POST', '/rest/login', { emailOrLdapLoginId: email, password });
  }

  async nodeTypes(): Promise<NodeTypeDescription[]> {
    const response = await this.#request('GET', '/types/nodes.json');
    return (await response.json()) as NodeTypeDescription[];
  }

  async nodeOptions(
    request: OptionsRequest,
  ): Promise<{ name: string; value: unknown; description?: string }[]> {
    return this.#dynamicParameters('options', request);
  }

  /** The entries of a parameter that is chosen from a list or typed. */
  async listSearch(request: OptionsRequest): Promise<{ name: string; value: unknown }[]> {
    const { results } = await this.#dynamicParameters<{ results: { name: string; value: unknown }[] }>(
      'resource-locator-results',
      request,
    );
    return results;
  }

  async createCredential(
    type: string,
    data: Record<string, unknown>,
    name = type,
  ): Promise<CredentialReference> {
    const { id } = await this.#send<{ id: string }>('POST', '/rest/credentials', { name, type, data });
    return { id, name };
  }

  async deleteCredential({ id }: CredentialReference): Promise<void> {
    await this.#send('DELETE', `/rest/credentials/${id}`);
  }

  /** What the editor's "Test" button of a credential does. */
  async testCredential(
    type: string,
    data: Record<string, unknown>,
  ): Promise<{ status: 'OK' | 'Error'; message: string }> {
    return this.#send('POST', '/rest/credentials/test', { credentials: { id: '', name: type, type, data } });
  }

  /** A key for n8n's public API, as **Settings → n8n API** makes it. */
  async createApiKey(scopes: readonly string[]): Promise<string> {
    const key = { label: scopes.join(), scopes, expiresAt: null };
    const { rawApiKey } = await this.#send<{ rawApiKey: string }>('POST', '/rest/api-keys', key);
    return rawApiKey;
  }

  async createWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
    return this.#send('POST', '/rest/workflows', { settings: {}, ...workflow, active: false });
  }

  async workflow(id: string): Promise<SavedWorkflow> {
    return this.#send('GET', `/rest/workflows/${id}`);
  }

  async workflowIds(): Promise<string[]> {
    const response = await this.#request('GET', '/rest/workflows');
    const { data } = (await response.json()) as { data: { id: string }[] };
    return data.map(({ id }) => id);
  }

  async updateWorkflow(id: string, changes: Partial<Workflow>): Promise<SavedWorkflow> {
    return this.#send('PATCH', `/rest/workflows/${id}`, changes);
  }

  /** Publishes the newest version and waits until its triggers are registered, or throws why one is not. */
  async activate(id: string): Promise<void> {
    const { versionId } = await this.workflow(id);
    await this.#send('POST', `/rest/workflows/${id}/activate`, { versionId });
    const publication = await this.#publication(
      id,
      ({ status, liveVersionId }) =>
        status === 'failed' || status === 'partial' || liveVersionId === versionId,
    );
    if (publication && publication.status !== 'published') {
      throw new Error(
        publication.triggers.flatMap(({ errorMessage }) => errorMessage ?? []).join('; ') ||
          `It is ${publication.status}.`,
      );
    }
  }

  /** Waits until the triggers have let go, which happens after n8n has answered. */
  async deactivate(id: string): Promise<void> {
    await this.#send('POST', `/rest/workflows/${id}/deactivate`, {});
    await this.#publication(id, ({ status }) => status === 'not_published');
  }

  /** Deactivates it too; n8n deletes only what is archived. */
  async deleteWorkflow(id: string): Promise<void> {
    await this.#send('POST', `/rest/workflows/${id}/archive`, {});
    await this.#publication(id, ({ status }) => status === 'not_published');
    await this.#send('DELETE', `/rest/workflows/${id}`);
  }

  /**
   * What the editor's "Execute workflow" does, from one trigger. A trigger that has a webhook then listens
   * for a single test event at its `/webhook-test/` address.
   */
  async run(id: string, triggerName: string): Promise<{ executionId: string } | { waitingForWebhook: true }> {
    return this.#send('POST', `/rest/workflows/${id}/run`, { triggerToStartFrom: { name: triggerName } });
  }

  async stopListening(id: string): Promise<void> {
    await this.#send('DELETE', `/rest/test-webhook/${id}`);
  }

  /** The newest first, without the runs that another run started. */
  async executions(workflowId: string): Promise<ExecutionSummary[]> {
    const query = new URLSearchParams({ filter: JSON.stringify({ workflowId }), limit: '100' });
    const { results } = await this.#send<{ results: ExecutionSummary[] }>(
      'GET',
      `/rest/executions?${query.toString()}`,
    );
    return results.filter(({ mode }) => mode !== 'integrated');
  }

  async execution(id: string): Promise<Execution> {
    const { data, ...summary } = await this.#send<ExecutionSummary & { data: string }>(
      'GET',
      `/rest/executions/${id}`,
    );
    const { resultData } = parseFlatted(data) as ExecutionData;
    return {
      ...summary,
      error: resultData.error,
      items: (nodeName) => {
        const output = resultData.runData[nodeName]?.at(-1)?.data?.main[0];
        return (output ?? []).map(({ json }) => json);
      },
    };
  }

  /** Waits until the workflow has run to its end that many times, and gives those runs, the oldest first. */
  async finishedExecutions(workflowId: string, count: number): Promise<Execution[]> {
    const deadline = Date.now() + executionTimeoutMs;
    for (;;) {
      const executions = await this.executions(workflowId);
      const finished = executions.filter(({ status }) => !unfinished.has(status));
      if (finished.length >= count && finished.length === executions.length) {
        return Promise.all(finished.reverse().map(({ id }) => this.execution(id)));
      }
      if (Date.now() > deadline) {
        throw new Error(
          `Workflow ${workflowId} has run ${finished.length} times to its end instead of ${count}.`,
        );
      }
      await sleep(100);
    }
  }

  /** Waits for so many runs that came after the one with that id, and for their ends; gives the newest. */
  async nextFinished(workflowId: string, after: number, count = 1): Promise<ExecutionSummary> {
    const deadline = Date.now() + executionTimeoutMs;
    for (;;) {
      const newer = (await this.executions(workflowId)).filter(({ id }) => Number(id) > after);
      const [newest] = newer;
      if (newest && newer.length >= count && newer.every(({ status }) => !unfinished.has(status)))
        return newest;
      if (Date.now() > deadline) throw new Error(`Workflow ${workflowId} has not run to its end again.`);
      await sleep(50);
    }
  }

  /** What the editor's "Retry" of a failed execution does: a new one that goes on from the step that failed. */
  async retry(executionId: string): Promise<void> {
    await this.#send('POST', `/rest/executions/${executionId}/retry`, { loadWorkflow: true });
  }

  async stopExecution(executionId: string): Promise<void> {
    await this.#send('POST', `/rest/executions/${executionId}/stop`);
  }

  async dataTable(name: string): Promise<DataTable | undefined> {
    const query = new URLSearchParams({ filter: JSON.stringify({ name }) });
    const { data } = await this.#send<{ data: DataTable[] }>(
      'GET',
      `${await this.#dataTables()}?${query.toString()}`,
    );
    // n8n's filter finds names that contain the text.
    return data.find((table) => table.name === name);
  }

  /** Every row in the order of creation, at most 100. */
  async rows(tableName: string): Promise<Item[]> {
    const { data } = await this.#send<{ data: Item[] }>(
      'GET',
      `${await this.#tablePath(tableName)}/rows?take=100&sortBy=id:asc`,
    );
    return data;
  }

  async addRows(tableName: string, rows: readonly Item[]): Promise<void> {
    await this.#send('POST', `${await this.#tablePath(tableName)}/insert`, {
      data: rows,
      returnType: 'count',
    });
  }

  /** Changes the rows whose column has that value. */
  async changeRows(tableName: string, columnName: string, value: string, data: Item): Promise<void> {
    const filter = { type: 'and', filters: [{ columnName, condition: 'eq', value }] };
    await this.#send('PATCH', `${await this.#tablePath(tableName)}/rows`, { filter, data });
  }

  /** Undefined for older versions, which answer only when the triggers are on or off. */
  async #publication(
    id: string,
    isSettled: (publication: Publication) => boolean,
  ): Promise<Publication | undefined> {
    const deadline = Date.now() + publicationTimeoutMs;
    for (let pauseMs = 50; ; pauseMs = Math.min(1.1 * pauseMs, 1000)) {
      const publication = await this.#send<Publication>(
        'GET',
        `/rest/workflows/${id}/publication-status`,
      ).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      });
      if (!publication) return undefined;
      if (publication.status !== 'in_progress' && isSettled(publication)) return publication;
      if (Date.now() > deadline) throw new Error(`Workflow ${id} stays ${publication.status}.`);
      await sleep(pauseMs);
    }
  }

  async #dynamicParameters<T>(kind: string, request: OptionsRequest): Promise<T> {
    const { type, version, path, methodName, parameters, credentials, filter } = request;
    return this.#send('POST', `/rest/dynamic-node-parameters/${kind}`, {
      nodeTypeAndVersion: { name: type, version },
      path,
      methodName,
      currentNodeParameters: parameters,
      credentials,
      filter,
    });
  }

  async #tablePath(name: string): Promise<string> {
    const table = await this.dataTable(name);
    if (!table) throw new Error(`There is no data table named ${name}.`);
    return `${await this.#dataTables()}/${table.id}`;
  }

  async #dataTables(): Promise<string> {
    const { id } = await this.#send<{ id: string }>('GET', '/rest/projects/personal');
    return `/rest/projects/${id}/data-tables`;
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#request(method, path, body);
    const { data } = (await response.json()) as { data: T };
    return data;
  }

  async #request(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        'browser-id': this.#browserId,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, await response.text());
    return response;
  }
}

interface Publication {
  status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
  liveVersionId: string | null;
  triggers: { errorMessage: string | null }[];
}

/** The part that is read of n8n's stored execution data. */
interface ExecutionData {
  resultData: {
    error?: { message: string; description?: string | null };
    runData: Record<string, { data?: { main: ({ json: Item }[] | null)[] } }[] | undefined>;
  };
}
