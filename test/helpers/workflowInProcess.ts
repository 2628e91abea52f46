/**
 * Enters outcomes with the lower part of a CRM workflow in this process, for what takes hundreds of runs. Expressions and
 * conditions are evaluated by n8n's own code; its nodes are done here as far as these workflows use them. What n8n
 * itself does with the workflows is seen in test/e2e/workflows.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createEmptyRunExecutionData,
  executeFilter,
  Workflow as N8nWorkflow,
  type FilterValue,
  type INode,
  type INodeExecutionData,
  type INodeTypes,
} from 'n8n-workflow';
import { receive } from '../../shared/index.ts';
import type { CrmUnderTest, Entering } from '../e2e/workflows/crmUnderTest.ts';
import type { Execution, Item, Workflow, WorkflowNode } from '../host/n8n/client.ts';
import { createDataTable, type TableStep } from './dataTableInProcess.ts';
import type { Delivery } from './workflowRig.ts';
import { readFixture } from './workflowRig.ts';

type InProcess = Entering & { close: () => Promise<void> };
type Output = INodeExecutionData[];
type Step = WorkflowNode & { executeOnce?: boolean; alwaysOutputData?: boolean };
/** A step that stops its execution, as n8n's nodes do when a request fails. */
class StepFailed extends Error {}

interface RequestParameters {
  method?: string;
  url: string;
  queryParameters?: { parameters: { name: string; value: string }[] };
  jsonQuery?: string;
  headerParameters?: { parameters: { name: string; value: string }[] };
  jsonBody?: unknown;
  options: { response?: { response?: { neverError?: boolean; fullResponse?: boolean } } };
}

const waitMs = 20;

function holds(conditions: unknown): boolean {
  return executeFilter(conditions as FilterValue);
}

/** The header that a credential adds, or the token that goes into the query. */
function signIn({ credentials }: CrmUnderTest): { authorization?: string; apiToken?: string } {
  const [entered = {}] = Object.values(credentials) as {
    apiToken?: string;
    appToken?: string;
    token?: string;
    oauthTokenData?: { access_token: string };
  }[];
  if (entered.apiToken !== undefined) return { apiToken: entered.apiToken };
  return {
    authorization: `Bearer ${entered.appToken ?? entered.token ?? entered.oauthTokenData?.access_token ?? ''}`,
  };
}

/** @param tries how many times an outcome is tried */
export async function enterInProcess(crm: CrmUnderTest, tries: number): Promise<InProcess> {
  const file = new URL(`../../n8n/workflows/${crm.file}.json`, import.meta.url);
  const { nodes, connections } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Workflow, 'connections'> & {
    connections: Record<string, { main: ({ node: string }[] | null)[] }>;
  };
  const steps = new Map(nodes.map((node) => [node.name, node as Step]));
  const server = createServer(crm.api.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const workflow = new N8nWorkflow({
    nodes: structuredClone(nodes) as unknown as INode[],
    connections: connections as never,
    active: false,
    nodeTypes: { getByNameAndVersion: () => ({ description: { properties: [] } }) } as unknown as INodeTypes,
  });
  const useTable = createDataTable();
  const left = new Map<string, Item[]>();

  /** Runs one outcome to its end. */
  async function enter(outcome: Item): Promise<void> {
    const run = createEmptyRunExecutionData();
    const { runData } = run.resultData;

    /** The parameters of a step as n8n reads them for one item. */
    function resolve<T>(value: T, step: Step, items: Output, index: number): T {
      if (Array.isArray(value)) return value.map((one: unknown) => resolve(one, step, items, index)) as T;
      if (value !== null && typeof value === 'object') {
        const entries = Object.entries(value).map(([key, one]) => [
          key,
          resolve(one as unknown, step, items, index),
        ]);
        return Object.fromEntries(entries) as T;
      }
      if (typeof value !== 'string' || !value.startsWith('=')) return value;
      return workflow.expression.getParameterValue(value, run, 0, index, step.name, items, 'manual', {}) as T;
    }

    async function goOn(name: string, input: Output): Promise<void> {
      const step = steps.get(name);
      if (!step) throw new Error(`There is no step ${name}.`);
      const items = step.executeOnce ? input.slice(0, 1) : input;
      const outputs: (Output | undefined)[] = [];
      for (const [index, item] of items.entries()) {
        const done = await perform(step, (value) => resolve(value, step, items, index), item.json);
        done.forEach((found, output) =>
          (outputs[output] ??= []).push(...found.map((json) => ({ json: json as never }))),
        );
      }
      if (step.alwaysOutputData && !outputs.some((output) => output?.length)) outputs[0] = [{ json: {} }];
      runData[name] = [
        {
          startTime: 0,
          executionTime: 0,
          executionIndex: 0,
          source: [null],
          data: { main: Array.from(outputs, (one) => one ?? []) },
        },
      ];
      for (const [output, found] of outputs.entries()) {
        if (!found?.length) continue;
        for (const next of connections[name]?.main[output] ?? []) await goOn(next.node, found);
      }
    }
    await goOn('An outcome', [{ json: outcome as never }]);
  }

  /** What a step puts out for one item, by output. */
  async function perform(step: Step, resolve: <T>(value: T) => T, item: Item): Promise<Item[][]> {
    const { parameters } = step;
    switch (step.type.replace('n8n-nodes-base.', '')) {
      case 'executeWorkflowTrigger':
        return [[item]];
      case 'wait':
        await sleep(waitMs);
        return [[item]];
      case 'set':
        return [
          [step.name === 'Settings' ? settings(parameters) : (resolve(parameters['jsonOutput']) as Item)],
        ];
      case 'if':
        return holds(resolve(parameters['conditions'])) ? [[item]] : [[], [item]];
      case 'switch': {
        const { values } = parameters['rules'] as { values: { conditions: unknown }[] };
        const index = values.findIndex(({ conditions }) => holds(resolve(conditions)));
        const { fallbackOutput } = parameters['options'] as { fallbackOutput?: string };
        if (index < 0 && fallbackOutput !== 'extra') return [];
        const output = index < 0 ? values.length : index;
        return Array.from({ length: output + 1 }, (_, one) => (one === output ? [item] : []));
      }
      case 'dataTable':
        return [useTable(resolve(parameters) as unknown as TableStep)];
      case 'httpRequest':
        return [[await request(resolve(parameters) as unknown as RequestParameters)]];
      case 'stopAndError':
        throw new StepFailed(String(resolve(parameters['errorMessage'])));
      default:
        throw new Error(`${step.name}: ${step.type} is not done here.`);
    }
  }

  function settings(parameters: Item): Item {
    const { assignments } = parameters['assignments'] as { assignments: { name: string; value: string }[] };
    const chosen = crm.choices?.settings ?? {};
    return Object.fromEntries(assignments.map(({ name, value }) => [name, chosen[name] ?? value]));
  }

  async function request(parameters: RequestParameters): Promise<Item> {
    const {
      method = 'GET',
      url,
      queryParameters,
      jsonQuery,
      headerParameters,
      jsonBody,
      options,
    } = parameters;
    const { pathname, searchParams } = new URL(url);
    for (const { name, value } of queryParameters?.parameters ?? []) searchParams.set(name, value);
    if (jsonQuery !== undefined) {
      for (const [name, value] of Object.entries(JSON.parse(jsonQuery) as Record<string, string>)) {
        searchParams.set(name, value);
      }
    }
    const { apiToken, ...bearer } = signIn(crm);
    if (apiToken !== undefined) searchParams.set('api_token', apiToken);
    const response = await fetch(`${origin}${pathname}?${searchParams.toString()}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...bearer,
        ...Object.fromEntries((headerParameters?.parameters ?? []).map(({ name, value }) => [name, value])),
      },
      ...(jsonBody !== undefined && { body: JSON.stringify(jsonBody) }),
    }).catch(() => {
      throw new StepFailed(`${method} ${pathname} got no answer`);
    });
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Item;
    const { neverError = false, fullResponse = false } = options.response?.response ?? {};
    if (!response.ok && !neverError)
      throw new StepFailed(`${method} ${pathname} got ${response.status}: ${text}`);
    return fullResponse ? { statusCode: response.status, body } : body;
  }

  /** A delivery's outcomes one after the other, each tried several times. */
  async function deliver(outcomes: readonly Item[]): Promise<Execution> {
    const id = String(left.size + 1);
    const execution = { id, workflowId: crm.file, mode: 'webhook', items: () => [] };
    left.set(id, []);
    for (const [index, outcome] of outcomes.entries()) {
      for (let tried = 1; ; tried += 1) {
        const error = await enter(outcome).catch((problem: unknown) => problem);
        if (error === undefined) break;
        if (!(error instanceof StepFailed)) throw error as Error;
        if (tried < tries) continue;
        left.set(id, outcomes.slice(index));
        return { ...execution, status: 'error', error };
      }
    }
    return { ...execution, status: 'success', error: undefined };
  }

  async function post([provider, delivery]: Delivery): Promise<Execution> {
    const rawBody = typeof delivery === 'string' ? await readFixture(provider, delivery) : delivery;
    const { outcomes } = receive(provider, { headers: {}, rawBody });
    return deliver(
      outcomes
        .filter(({ contact }) => contact.phoneNational ?? contact.email)
        .map((outcome) => JSON.parse(JSON.stringify(outcome)) as Item),
    );
  }

  const expectDone = ({ error }: Execution) => {
    if (error) throw new Error(error.message);
  };
  return {
    post,
    retry: ({ id }) => deliver(left.get(id) ?? []),
    send: async (deliveries) => {
      for (const delivery of deliveries) expectDone(await post(delivery));
    },
    sendAtOnce: async (deliveries) => {
      (await Promise.all(deliveries.map(post))).forEach(expectDone);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
