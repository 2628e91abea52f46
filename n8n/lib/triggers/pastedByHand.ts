import type { IHookFunctions, INodeProperties } from 'n8n-workflow';
import { instructions, type Provider } from '../../core.ts';
import { previousOf, webhookCredentialOf } from '../credentials/names.ts';
import { SECRET_TEST } from '../credentials/secretTest.ts';
import { htmlOf } from '../text.ts';
import { toSetUpError } from '../toNodeError.ts';
import type { Reception } from './reception.ts';
import { checkedSecret, type ReadSecret } from './secrets.ts';

/** The user pastes the URL at the provider, and has the secret in a credential. */
export function pastedByHand(provider: Provider): Reception {
  const { label, name, optional } = provider.proof.secret;
  const readSecret = credentialSecret(provider);
  return {
    credentials: [
      {
        name: webhookCredentialOf(provider),
        required: optional !== true,
        testedBy: SECRET_TEST,
        ...(optional !== true && { displayOptions: { show: { authentication: [name] } } }),
      },
    ],
    parameters: [
      pastingNotice(provider, `the **${label}** of the credential below`),
      ...(optional === true ? [] : authentication(provider)),
    ],
    readSecret,
    webhookMethods: registeredByHand(readSecret),
  };
}

/** There is nothing to look up, register or remove. A secret that can never match is refused while the user is looking. */
export function registeredByHand(readSecret: ReadSecret): Reception['webhookMethods'] {
  return {
    checkExists: () => Promise.resolve(false),
    async create(this: IHookFunctions) {
      try {
        await readSecret(this);
      } catch (error) {
        throw toSetUpError(this.getNode(), error);
      }
      return true;
    },
    delete: () => Promise.resolve(true),
  };
}

export function pastingNotice(provider: Provider, secret: string): INodeProperties {
  const steps = instructions(provider, { url: 'the **Production URL** shown above', secret });
  return notice(`${steps} The URL takes deliveries once you publish this workflow.`);
}

function authentication({ name, proof: { secret } }: Provider): INodeProperties[] {
  return [
    {
      displayName: 'Authentication',
      name: 'authentication',
      type: 'options',
      options: [
        {
          name: secret.label,
          value: secret.name,
          description: `Only accept deliveries that carry the ${secret.label} you entered in ${name}`,
        },
        { name: 'None', value: 'none', description: 'Accept deliveries from anyone who knows the URL' },
      ],
      default: secret.name,
    },
    {
      ...notice(
        `Anyone who learns the URL can now send forged outcomes. Choose **${secret.label}** for real work.`,
      ),
      name: 'warning',
      displayOptions: { show: { authentication: ['none'] } },
    },
  ];
}

function notice(text: string): INodeProperties {
  return { displayName: htmlOf(text), name: 'notice', type: 'notice', default: '' };
}

function credentialSecret(provider: Provider): ReadSecret {
  const { secret } = provider.proof;
  const credential = webhookCredentialOf(provider);
  return async (context) => {
    const isAsked =
      secret.optional === true
        ? context.getNode().credentials?.[credential] !== undefined
        : context.getNodeParameter('authentication') !== 'none';
    if (!isAsked) return undefined;
    const kept = await context.getCredentials(credential);
    const previous = kept[previousOf(secret)];
    return [kept[secret.name], ...(previous ? [previous] : [])].map((value) => checkedSecret(secret, value));
  };
}
