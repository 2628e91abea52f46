import { randomUUID } from 'node:crypto';
import type {
  IHookFunctions,
  ILoadOptionsFunctions,
  INodePropertyOptions,
  IWebhookFunctions,
} from 'n8n-workflow';
import { OutcomeError, perform, sailorApi, sailorSubscription } from '../../core.ts';
import { pastedByHand } from '../../lib/triggers/pastedByHand.ts';
import { type ReadSecret, sailorSecret } from '../../lib/triggers/secrets.ts';
import { toSetUpError } from '../../lib/toNodeError.ts';
import { transportOf } from '../../lib/transport.ts';

const CREDENTIAL = 'sailorApi';

type TriggerContext = IHookFunctions | IWebhookFunctions;
type Context = TriggerContext | ILoadOptionsFunctions;

/** What n8n keeps for this trigger, after an activation has ended. What outcomes had before is kept at Sailor. */
interface Kept {
  urlToken?: string;
  isSubscribed?: boolean;
}

/** Subscribes by Sailor's API: the core plans, this executes with the node's credential. */
export const webhookMethods = {
  async checkExists(this: IHookFunctions): Promise<boolean> {
    if (isPasted(this)) return pastedByHand(sailorSecret).checkExists();
    return withNodeErrors(this, async () => {
      const steps = sailorSubscription.planSubscription(await listOf(this), receiverOf(this), wishOf(this));
      const exists = steps.length === 0;
      if (exists) keptOf(this).isSubscribed = true;
      return exists;
    });
  },

  async create(this: IHookFunctions): Promise<boolean> {
    if (isPasted(this)) return pastedByHand(sailorSecret).create.call(this);
    return withNodeErrors(this, async () => {
      await subscribe(this);
      return true;
    });
  },

  async delete(this: IHookFunctions): Promise<boolean> {
    if (isPasted(this)) return pastedByHand(sailorSecret).delete();
    return withNodeErrors(this, async () => {
      const receiver = receiverOf(this);
      const deleteCreated = receiver.isTemporary || this.getNodeParameter('deleteWhenOff', false) === true;
      await sailorSubscription.unsubscribe(receiver, deleteCreated, transport(this), randomUUID());
      delete keptOf(this).isSubscribed;
      return true;
    });
  },
};

/**
 * The token that deliveries must carry. n8n does not resume an interrupted activation: the first delivery from an
 * outcome that has our URL by then brings the token back, and completes the subscription.
 */
export const subscriptionSecret: ReadSecret = async (context) => {
  if ('getQueryData' in context && !isPasted(context) && keptOf(context).isSubscribed !== true) {
    await finishSubscription(context);
  }
  return sailorSecret(context);
};

/** By trigger, the token of what a delivery completed: n8n may not save what a delivery adds to the static data. */
const completed = new Map<string, string>();

async function finishSubscription(context: IWebhookFunctions): Promise<void> {
  const { token } = context.getQueryData() as { token?: unknown };
  if (typeof token !== 'string') return;
  const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
  const kept = keptOf(context);
  if (completed.get(trigger) === token) {
    Object.assign(kept, { urlToken: token, isSubscribed: true });
    return;
  }
  const url = context.getNodeWebhookUrl('default') ?? '';
  if (!sailorSubscription.isSubscribedWith(await listOf(context), url, token)) return;
  kept.urlToken = token;
  await subscribe(context);
  completed.set(trigger, token);
}

/** The action outcomes with where they send today, for choosing. */
export async function actionOutcomes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  // n8n asks already before a credential is chosen, and shows a failure then in place of the list.
  if (this.getNode().credentials?.[CREDENTIAL] === undefined) return [];
  return withNodeErrors(this, async () => {
    const actions = (await listOf(this)).filter(({ type }) => type === 'action');
    return actions.map(({ id, name, webhookUrl }) => ({
      name,
      value: id,
      description: webhookUrl === null ? 'Sends nowhere yet' : `Sends to ${hostOf(webhookUrl)}`,
    }));
  });
}

function isPasted(context: TriggerContext): boolean {
  return context.getNodeParameter('listenTo') === 'pasted';
}

function keptOf(context: TriggerContext): Kept {
  return context.getWorkflowStaticData('node');
}

async function subscribe(context: TriggerContext): Promise<void> {
  await sailorSubscription.subscribe(receiverOf(context), wishOf(context), transport(context), randomUUID());
  keptOf(context).isSubscribed = true;
}

function receiverOf(context: TriggerContext): sailorSubscription.Receiver {
  const url = context.getNodeWebhookUrl('default') ?? '';
  const kept = keptOf(context);
  kept.urlToken ??= randomUUID();
  return {
    url,
    token: kept.urlToken,
    siblings: [siblingOf(url)],
    // The mode tells a test only while it begins; it ends in the same mode as production.
    isTemporary: !context.getWorkflow().active,
  };
}

/** n8n tells a node one of its two URLs only; they differ in `-test` at the end of the first part of the path. */
function siblingOf(url: string): string {
  const [, base = '', isTest, rest = ''] = /^(.*?\/\/[^/]+.*?)(-test)?(\/[^/]+\/[^/]+)$/.exec(url) ?? [];
  return isTest === undefined ? `${base}-test${rest}` : base + rest;
}

function wishOf(context: TriggerContext): sailorSubscription.Wish {
  const listenTo = context.getNodeParameter('listenTo') as 'chosen' | 'all' | 'new';
  if (listenTo === 'new') {
    return { kind: 'create', name: context.getNodeParameter('outcomeName') as string };
  }
  const outcomeIds = listenTo === 'all' ? 'all' : (context.getNodeParameter('outcomes') as string[]);
  if (outcomeIds.length === 0) {
    throw new OutcomeError('invalid_input', 'No outcome is chosen.', {
      hint: 'Choose at least one outcome in the field Outcomes.',
    });
  }
  return {
    kind: 'listen',
    outcomeIds,
    whenTaken: context.getNodeParameter('whenTaken') as 'refuse' | 'replace',
  };
}

/** Fails at once, as nothing is done yet: n8n itself tries a publication five times, and gives up after 84 seconds. */
async function listOf(context: Context): Promise<sailorApi.SailorOutcome[]> {
  const { send } = transport(context);
  return perform(sailorApi.listOutcomes(), { send });
}

function transport(context: Context) {
  return transportOf(context, CREDENTIAL);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

async function withNodeErrors<Result>(
  context: IHookFunctions | ILoadOptionsFunctions,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw toSetUpError(context.getNode(), error);
  }
}
