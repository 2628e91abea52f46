/** Air's API, of which one call is documented: https://docs.air.ai/api-reference/initiate-call */
import { type ApiCall, bodyOf, isSuccess, problemByStatus, retryAfterSeconds } from '../../api.ts';
import { OutcomeError } from '../../errors.ts';

const NAME = 'Air';

interface AirCallInput {
  /** The number in the address of the agent's page in Air. */
  promptId: number;
  /** The number to call, with country code. */
  phone: string;
  /** The name of the person to call. */
  name: string;
  /** Comes back as `call.metadata` of the outcome: put your own ID of the lead here. */
  metadata: Record<string, unknown>;
}

/** Air answers with a status alone and no call id: `metadata` is what ties the outcome to this call. */
export function startCall(input: AirCallInput): ApiCall<{ status: string }> {
  return {
    provider: NAME,
    request: {
      method: 'POST',
      url: 'https://api.air.ai/v1/calls',
      headers: { 'Content-Type': 'application/json' },
      body: { ...input },
    },
    // A repetition would call the person a second time.
    repeatable: false,
    read(response) {
      if (!isSuccess(response)) {
        const { code, message, hint } = problemByStatus(NAME, response);
        throw new OutcomeError(code, message, { hint, retryAfterSeconds: retryAfterSeconds(response) });
      }
      const { status } = bodyOf(NAME, response);
      if (typeof status === 'string' && status.trim().toUpperCase() === 'OK') return { status };
      throw new OutcomeError('conflict', 'Air did not confirm the call.', {
        hint: 'Look in Air before you run this again. If there is no call, check the Prompt ID and the phone number.',
      });
    },
  };
}
