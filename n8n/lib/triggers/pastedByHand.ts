import type { IHookFunctions } from 'n8n-workflow';
import type { ReadSecret } from './secrets.ts';
import { toSetUpError } from '../toNodeError.ts';

/**
 * For providers without an API for webhooks: the user pastes the URL, so there is nothing to look up, register or
 * remove. `create` still refuses a secret that could never match, while the user is looking.
 */
export function pastedByHand(readSecret: ReadSecret) {
  return {
    checkExists: () => Promise.resolve(false),
    async create(this: IHookFunctions): Promise<boolean> {
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
