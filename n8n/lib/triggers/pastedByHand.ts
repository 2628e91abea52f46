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
      pastingNotice(provider, `the **${label}** of this node's credential`),
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

/** A list, since n8n shows no other paragraphs in a notice. */
export function pastingNotice(provider: Provider, secret: string): INodeProperties {
  const steps = [
    'Open **Webhook URLs** above, choose **Production URL** and copy it. It takes deliveries once you publish this workflow.',
    ...instructions(provider, { url: 'the **Production URL**', secret }),
    `For **Execute step**, use the **Test URL**. It contains \`/webhook-test/\` and only works while n8n waits for an event, so do not leave it in ${provider.name}.`,
  ];
  const items = steps.map((step) => `<li>${htmlOf(step)}</li>`);
  return { displayName: `<ul>${items.join('')}</ul>`, name: 'notice', type: 'notice', default: '' };
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
      displayName: `Anyone who learns the URL can now send forged outcomes. Choose ${secret.label} for real work.`,
      name: 'warning',
      type: 'notice',
      default: '',
      displayOptions: { show: { authentication: ['none'] } },
    },
  ];
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
