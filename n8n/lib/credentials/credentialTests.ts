import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { bearerToken, isSecret, type SecretKind, signingSecret } from '../triggers/secrets.ts';

/** There is nothing to ask the providers: whether a secret is right shows with the first delivery. */
function looksRight(kind: SecretKind, field: string) {
  return function (
    this: ICredentialTestFunctions,
    credential: ICredentialsDecrypted,
  ): Promise<INodeCredentialTestResult> {
    return Promise.resolve(
      isSecret(kind, credential.data?.[field])
        ? { status: 'OK', message: 'This can be a secret. The first delivery tells if it is the right one.' }
        : { status: 'Error', message: kind.hint },
    );
  };
}

export const airWebhookApiTest = looksRight(bearerToken, 'bearerToken');
export const iclosedWebhookApiTest = looksRight(signingSecret, 'signingSecret');
