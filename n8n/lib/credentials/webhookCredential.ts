import type { ICredentialType } from 'n8n-workflow';
import { type Provider, type ProviderId, providers } from '../../core.ts';
import { iconOf } from '../appearance.ts';
import { classOf } from '../classOf.ts';
import { previousOf, webhookCredentialOf } from './names.ts';
import { secretField } from './secretField.ts';

/** The credential with the secret that deliveries are proven with. */
export function webhookCredential(id: ProviderId): new () => ICredentialType {
  const provider: Provider = providers[id];
  const { name, label, help, rotates } = provider.proof.secret;
  const previous = {
    name: previousOf(provider.proof.secret),
    label: `Previous ${label}`,
    help: 'Only while you replace the secret: deliveries signed with the old one are accepted too.',
    optional: true,
  };
  return classOf((): ICredentialType => ({
    name: webhookCredentialOf(provider),
    displayName: `${provider.name} Webhook API`,
    icon: iconOf(provider, '..'),
    documentationUrl: provider.docsUrl,
    properties: [{ name, label, help }, ...(rotates === true ? [previous] : [])].map(secretField),
    restrictToSupportedNodes: true,
  }));
}
