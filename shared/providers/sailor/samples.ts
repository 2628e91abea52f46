import documented from './fixtures/outcome.json' with { type: 'json' };

/** The documented delivery, and one for each other result. */
export const samples = [
  documented,
  applied('Not interested', 6),
  applied('Call back', 7),
  applied('No answer', 8),
  applied('Wants to talk to a colleague', 9),
] as const;

/** Another outcome of another call with another contact, some minutes later. */
function applied(outcomeName: string, number: number): object {
  const numbered = (id: string) => id.slice(0, -1) + String(number);
  const { timestamp, outcome, call, ...rest } = documented;
  return {
    ...rest,
    timestamp: timestamp + number * 600_000,
    outcome: { ...outcome, outcome_id: numbered(outcome.outcome_id), outcome_name: outcomeName },
    call: {
      call_id: numbered(call.call_id),
      phone_number: `+1555555015${number}`,
      contact_id: numbered(call.contact_id),
    },
  };
}
