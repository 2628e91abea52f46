import {
  apiThrough,
  type ProviderId,
  providers,
  type RawInputs,
  type Transport,
} from '../../shared/index.ts';

/** What an action gives, run as a host would: `name` is its verb and noun. */
export async function runAction(
  id: ProviderId,
  name: string,
  raw: RawInputs,
  transport: Transport,
  operationId = 'operation',
): Promise<Readonly<Record<string, unknown>>[]> {
  const action = providers[id].actions.find(({ verb, noun }) => `${verb} ${noun}` === name);
  if (!action) throw new Error(`${id} has no action "${name}".`);
  return action.run(raw, { api: apiThrough(transport), operationId });
}
