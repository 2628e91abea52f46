import type { IHookFunctions, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import type { ReadSecret } from './secrets.ts';

type Registration = (this: IHookFunctions) => Promise<boolean>;

/** How deliveries get to a trigger: what the user sets for that, and what n8n does when the workflow is published. */
export interface Reception {
  credentials: INodeCredentialDescription[];
  parameters: INodeProperties[];
  readSecret: ReadSecret;
  webhookMethods: Record<'checkExists' | 'create' | 'delete', Registration>;
}
