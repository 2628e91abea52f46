import type { ILoadOptionsFunctions, INodeListSearchItems, INodeType } from 'n8n-workflow';
import { apiThrough, type EntryList, type Provider } from '../core.ts';
import { apiCredentialOf } from './credentials/names.ts';
import { searchMethodOf } from './inputs.ts';
import { toSetUpError } from './toNodeError.ts';
import { transportOf } from './transport.ts';

type Methods = Required<Pick<NonNullable<INodeType['methods']>, 'loadOptions' | 'listSearch'>>;

/** What the editor calls to offer the account's entries: all of them to tick, or those found to choose one. */
export function listMethods(provider: Provider): Methods {
  const credential = apiCredentialOf(provider);
  const methods: Methods = { loadOptions: {}, listSearch: {} };
  for (const [name, list] of Object.entries(provider.lists)) {
    methods.loadOptions[name] = function () {
      // n8n asks already before a credential is chosen, and would show the failure in place of the list.
      return this.getNode().credentials?.[credential] === undefined
        ? Promise.resolve([])
        : entriesOf(this, list, credential);
    };
    methods.listSearch[searchMethodOf(name)] = async function (filter = '') {
      const entries = await entriesOf(this, list, credential, filter);
      const isFound = ({ name }: { name: string }) => name.toLowerCase().includes(filter.toLowerCase());
      return { results: list.searches === true ? entries : entries.filter(isFound) };
    };
  }
  return methods;
}

async function entriesOf(
  context: ILoadOptionsFunctions,
  list: EntryList,
  credential: string,
  search?: string,
): Promise<INodeListSearchItems[]> {
  try {
    const entries = await list.entries(apiThrough(transportOf(context, credential)), search);
    return entries.map(({ id, ...entry }) => ({ ...entry, value: id }));
  } catch (error) {
    throw toSetUpError(context.getNode(), error);
  }
}
