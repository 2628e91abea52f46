import {
  type ICredentialsDecrypted,
  type ICredentialTestFunctions,
  type IDataObject,
  type IExecuteFunctions,
  type INodeCredentialTestResult,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  jsonParse,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { airApi, perform } from '../../core.ts';
import { forEachItem } from '../../lib/actions/forEachItem.ts';
import { textOf } from '../../lib/textOf.ts';
import { transportOf } from '../../lib/transport.ts';

const NO_JSON =
  'The metadata is not JSON. Write names and values as in { "leadId": "42" }, or choose Using Fields Below.';

export class Air implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Air',
    name: 'air',
    icon: {
      light: 'file:../../../shared/providers/air/icon.svg',
      dark: 'file:../../../shared/providers/air/icon.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Have an AI agent of Air call somebody',
    defaults: { name: 'Air' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'airApi', required: true, testedBy: 'airApiTest' }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [{ name: 'Call', value: 'call' }],
        default: 'call',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['call'] } },
        options: [
          {
            name: 'Start',
            value: 'start',
            action: 'Start a call',
            description: 'Have an agent call a person now',
          },
        ],
        default: 'start',
      },
      {
        displayName: 'Prompt ID',
        name: 'promptId',
        type: 'string',
        required: true,
        default: '',
        placeholder: 'e.g. 25673',
        description:
          'Which agent calls: open it in Air and copy the number of 5 or 6 digits from the address',
      },
      {
        displayName: 'Phone Number',
        name: 'phone',
        type: 'string',
        required: true,
        default: '',
        placeholder: 'e.g. +15555550100',
        description: 'The number to call, with country code',
      },
      {
        displayName: 'Name',
        name: 'name',
        type: 'string',
        required: true,
        default: '',
        placeholder: 'e.g. Nathan',
        description: 'The name of the person to call',
      },
      {
        displayName: 'Metadata',
        name: 'specifyMetadata',
        type: 'options',
        options: [
          { name: 'Using Fields Below', value: 'fields' },
          { name: 'Using JSON', value: 'json' },
        ],
        default: 'fields',
        description:
          'What comes back with the outcome as Metadata. Air gives no call ID now, so put your own ID of the person here.',
      },
      {
        displayName: 'Metadata Fields',
        name: 'metadataFields',
        type: 'fixedCollection',
        typeOptions: { multipleValues: true },
        placeholder: 'Add Field',
        default: {},
        displayOptions: { show: { specifyMetadata: ['fields'] } },
        options: [
          {
            displayName: 'Field',
            name: 'fields',
            values: [
              {
                displayName: 'Name',
                name: 'name',
                type: 'string',
                default: '',
                placeholder: 'e.g. leadId',
              },
              { displayName: 'Value', name: 'value', type: 'string', default: '' },
            ],
          },
        ],
      },
      {
        displayName: 'Metadata JSON',
        name: 'metadataJson',
        type: 'json',
        default: '{}',
        placeholder: '{ "leadId": "42" }',
        displayOptions: { show: { specifyMetadata: ['json'] } },
      },
    ],
  };

  methods = {
    credentialTest: {
      airApiTest(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        // The only call that Air documents would ring somebody up.
        return Promise.resolve(
          textOf(credential.data?.['apiToken']).trim() === ''
            ? { status: 'Error', message: 'Enter the API token of your Air account.' }
            : { status: 'OK', message: 'The first call shows whether Air accepts the token.' },
        );
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return forEachItem(this, async (item) => {
      const call = airApi.startCall({
        promptId: Number(this.getNodeParameter('promptId', item) || NaN),
        phone: textOf(this.getNodeParameter('phone', item)),
        name: textOf(this.getNodeParameter('name', item)),
        metadata: metadataOf(this, item),
      });
      return [await perform(call, transportOf(this, 'airApi'))];
    });
  }
}

function metadataOf(context: IExecuteFunctions, item: number): IDataObject {
  if (context.getNodeParameter('specifyMetadata', item) === 'json') {
    const metadata = context.getNodeParameter('metadataJson', item);
    // An expression gives the object itself.
    return typeof metadata === 'string'
      ? jsonParse(metadata, { errorMessage: NO_JSON })
      : (metadata as IDataObject);
  }
  const fields = context.getNodeParameter('metadataFields.fields', item, []) as {
    name: string;
    value: string;
  }[];
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}
