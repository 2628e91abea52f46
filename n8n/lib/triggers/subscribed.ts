import { randomUUID } from 'node:crypto';
import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import type { Inputs, Provider, RawInputs, Receiver, Subscription } from '../../core.ts';
import { apiCredentialOf } from '../credentials/names.ts';
import { secretField } from '../credentials/secretField.ts';
import { collectInputs, drawInputs } from '../inputs.ts';
import { toSetUpError } from '../toNodeError.ts';
import { transportOf } from '../transport.ts';
import { pastingNotice, registeredByHand } from './pastedByHand.ts';
import type { Reception } from './reception.ts';
import { checkedSecret, type ReadSecret, type TriggerContext } from './secrets.ts';
import { triggerIdOf } from './triggerId.ts';

const PASTED = 'pasted';
const AT_START: readonly string[] = ['init', 'leadershipChange'];

/** What n8n keeps for a trigger, after an activation has ended. What was there before is kept at the provider. */
interface Kept {
  urlToken?: string;
  isSubscribed?: boolean;
}

/**
 * The provider's API takes the URL. The first of the subscription's inputs says what to listen to; that the user pastes
 * the URL is one more choice there, for those without an API key.
 */
export function subscribed(provider: Provider, subscription: Subscription): Reception {
  const { secret } = provider.proof;
  const credential = apiCredentialOf(provider);
  const [way = '', declared] = Object.entries(subscription.inputs)[0] ?? [];
  const ways = declared?.kind === 'choice' ? declared.choices.map(({ value }) => value) : [];

  const isPasted = (context: TriggerContext) => context.getNodeParameter(way) === PASTED;
  const transport = (context: TriggerContext) => transportOf(context, credential);
  const chosen = (context: TriggerContext): RawInputs =>
    collectInputs(subscription.inputs, {
      valueOf: (name) => context.getNodeParameter(name, null),
      timezone: context.getTimezone(),
    });

  const subscribe = async (context: TriggerContext) => {
    await subscription.subscribe(chosen(context), receiverOf(context), transport(context), randomUUID());
    keptOf(context).isSubscribed = true;
  };

  /** By trigger, the token of what a delivery completed: n8n may not save what a delivery adds to the static data. */
  const completed = new Map<string, string>();

  /**
   * n8n does not resume an interrupted activation: the first delivery from an outcome that has our URL by then brings
   * the token back, and completes the subscription.
   */
  const finishSubscription = async (context: IWebhookFunctions) => {
    const { token } = context.getQueryData() as { token?: unknown };
    if (typeof token !== 'string') return;
    const trigger = triggerIdOf(context);
    const kept = keptOf(context);
    if (completed.get(trigger) === token) {
      Object.assign(kept, { urlToken: token, isSubscribed: true });
      return;
    }
    const url = context.getNodeWebhookUrl('default') ?? '';
    if (!(await subscription.isSubscribedWith(url, token, transport(context)))) return;
    kept.urlToken = token;
    await subscribe(context);
    completed.set(trigger, token);
  };

  const readSecret: ReadSecret = async (context) => {
    if (isPasted(context)) return checkedSecret(secret, context.getNodeParameter(secret.name));
    if ('getQueryData' in context && keptOf(context).isSubscribed !== true) await finishSubscription(context);
    return checkedSecret(secret, keptOf(context).urlToken);
  };

  const byApi: Reception['webhookMethods'] = {
    async checkExists() {
      // Older versions of n8n ask at each start, and listen no more where the provider does not answer.
      if (AT_START.includes(this.getActivationMode()) && keptOf(this).isSubscribed === true) return true;
      const exists = await subscription.isSubscribed(chosen(this), receiverOf(this), transport(this));
      if (exists) keptOf(this).isSubscribed = true;
      return exists;
    },
    async create() {
      await subscribe(this);
      return true;
    },
    async delete() {
      await subscription.unsubscribe(chosen(this), receiverOf(this), transport(this), randomUUID());
      delete keptOf(this).isSubscribed;
      return true;
    },
  };
  const byHand = registeredByHand(readSecret);
  const either = (name: keyof typeof byApi) =>
    async function (this: IHookFunctions): Promise<boolean> {
      try {
        return await (isPasted(this) ? byHand : byApi)[name].call(this);
      } catch (error) {
        throw toSetUpError(this.getNode(), error);
      }
    };

  return {
    credentials: [{ name: credential, required: true, displayOptions: { show: { [way]: ways } } }],
    parameters: [
      ...drawInputs(withPasting(subscription.inputs, way, provider), provider.lists),
      { ...unpublishNotice(provider), displayOptions: { hide: { [way]: [PASTED] } } },
      { ...pastingNotice(provider, `the **${secret.label}** below`), ...shownFor(way) },
      { ...secretField(secret), ...shownFor(way) },
    ],
    readSecret,
    webhookMethods: {
      checkExists: either('checkExists'),
      create: either('create'),
      delete: either('delete'),
    },
  };
}

function shownFor(way: string) {
  return { displayOptions: { show: { [way]: [PASTED] } } };
}

function withPasting(inputs: Inputs, way: string, { name, apiKey }: Provider): Inputs {
  const input = inputs[way];
  if (input?.kind !== 'choice') throw new Error(`The first input of ${name}'s subscription is not a choice.`);
  const pasting = {
    value: PASTED,
    label: 'Outcomes Where I Paste the URL',
    help: `Without an ${apiKey?.label ?? 'API key'}: you enter the URL of this trigger in ${name} yourself`,
  };
  return { ...inputs, [way]: { ...input, choices: [...input.choices, pasting] } };
}

function unpublishNotice({ name, apiKey }: Provider): INodeProperties {
  const key = apiKey?.label ?? 'API key';
  return {
    displayName: `When you unpublish this workflow, its outcomes send to their previous addresses again. ${name} must be reachable then, and the ${key} valid. Otherwise n8n shows no error and the outcomes stay with this workflow: publish it again with a valid ${key}, then unpublish it.`,
    name: 'unpublishNotice',
    type: 'notice',
    default: '',
  };
}

function keptOf(context: TriggerContext): Kept {
  return context.getWorkflowStaticData('node');
}

function receiverOf(context: TriggerContext): Receiver {
  const url = context.getNodeWebhookUrl('default') ?? '';
  const kept = keptOf(context);
  kept.urlToken ??= randomUUID();
  return {
    url,
    token: kept.urlToken,
    siblings: [siblingOf(url)],
    // The mode tells a test only while it begins; it ends in the same mode as production.
    isTemporary: !context.getWorkflow().active,
    unreachableHint:
      'On your own n8n, set the environment variable N8N_WEBHOOK_URL (before n8n 2.30: WEBHOOK_URL) to that address, for example https://n8n.your-company.com/, and restart n8n.',
  };
}

/** n8n gives a node one of its two URLs only; they differ in `-test` at the end of the first part of the path. */
function siblingOf(url: string): string {
  const [, base = '', isTest, rest = ''] = /^(.*?\/\/[^/]+.*?)(-test)?(\/[^/]+\/[^/]+)$/.exec(url) ?? [];
  return isTest === undefined ? `${base}-test${rest}` : base + rest;
}
