import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import type { Secret } from '../../core.ts';
import { formatOf, isSecret } from '../triggers/secrets.ts';

/** The name by which a trigger's credential asks for the test. */
export const SECRET_TEST = 'secretTest';

/** There is nothing to ask the providers: whether a secret is right shows with the first delivery. */
export function testOfSecret(secret: Secret) {
  return function (
    this: ICredentialTestFunctions,
    { data }: ICredentialsDecrypted,
  ): Promise<INodeCredentialTestResult> {
    return Promise.resolve(
      isSecret(secret, data?.[secret.name])
        ? {
            status: 'OK',
            message: 'The format is valid. The first delivery shows whether it is the right one.',
          }
        : { status: 'Error', message: formatOf(secret) },
    );
  };
}
