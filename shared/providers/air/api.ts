/** Air's API, of which one call is documented: https://docs.air.ai/api-reference/initiate-call */
import * as z from 'zod/mini';
import { type ApiCall, isSuccess, problemByStatus, retryAfterSeconds, validInput } from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import { isRecord } from '../../values/wire.ts';

const NAME = 'Air';

export interface AirCallInput {
  /** The number in the address of the agent's page in Air. */
  promptId: number;
  /** The number to call, with country code. */
  phone: string;
  /** The name of the person to call. */
  name: string;
  /** Comes back as `call.metadata` of the outcome: put your own ID of the lead here. */
  metadata?: Record<string, unknown> | undefined;
}

const callInput = z.object({
  promptId: z.int('The agent’s prompt ID is the number in the address of its page in Air.'),
  phone: z
    .string('Enter the phone number to call.')
    .check(z.regex(/\d{3}/, 'Enter the phone number to call, with country code.')),
  name: z
    .string('Enter the name of the person to call.')
    .check(z.minLength(1, 'Enter the name of the person to call.')),
  metadata: z._default(z.record(z.string(), z.unknown(), 'Metadata is a set of names and values.'), {}),
});

/** Air answers with a status alone and no call id: `metadata` is what ties the outcome to this call. */
export function startCall(input: AirCallInput): ApiCall<{ status: string }> {
  return {
    provider: NAME,
    request: {
      method: 'POST',
      url: 'https://api.air.ai/v1/calls',
      headers: { 'Content-Type': 'application/json' },
      body: validInput(callInput, input),
    },
    // A repetition would call the person a second time.
    repeatable: false,
    read(response) {
      if (!isSuccess(response)) {
        const { code, message, hint } = problemByStatus(NAME, response);
        throw new OutcomeError(code, message, { hint, retryAfterSeconds: retryAfterSeconds(response) });
      }
      const { status = 'OK' } = isRecord(response.body) ? response.body : {};
      if (status === 'OK') return { status };
      throw new OutcomeError('unavailable', 'Air did not start the call.', {
        hint: 'Check the Prompt ID and the phone number in Air, then try again.',
      });
    },
  };
}
