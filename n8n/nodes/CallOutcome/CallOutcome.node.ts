import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { providerIds, providers } from '../../core.ts';
import {
  airWebhookApiTest,
  iclosedWebhookApiTest,
  sailorWebhookApiTest,
} from '../../lib/credentials/credentialTests.ts';
import { deliveryOptions } from '../../lib/triggers/deliveryOptions.ts';
import { toErrorItem, toNodeError } from '../../lib/toNodeError.ts';
import { readDeliveries, REMEMBERED_BY_DEFAULT } from './readDeliveries.ts';

export class CallOutcome implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Call Outcome',
    name: 'callOutcome',
    icon: { light: 'file:callOutcome.svg', dark: 'file:callOutcome.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: 'Read delivery',
    description: "Reads the call outcomes of Sailor, Air and iClosed that n8n's own Webhook node received",
    defaults: { name: 'Call Outcome' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Outcomes', 'Not Read'],
    usableAsTool: true,
    credentials: [
      {
        name: 'sailorWebhookApi',
        displayName: 'Credential for Sailor Webhook API',
        required: false,
        testedBy: 'sailorWebhookApiTest',
        displayOptions: { show: { authentication: ['secret'], provider: ['auto', 'sailor'] } },
      },
      {
        name: 'airWebhookApi',
        displayName: 'Credential for Air Webhook API',
        required: false,
        testedBy: 'airWebhookApiTest',
        displayOptions: { show: { authentication: ['secret'], provider: ['auto', 'air'] } },
      },
      {
        name: 'iclosedWebhookApi',
        displayName: 'Credential for iClosed Webhook API',
        required: false,
        testedBy: 'iclosedWebhookApiTest',
        displayOptions: { show: { authentication: ['secret'], provider: ['auto', 'iclosed'] } },
      },
    ],
    properties: [
      {
        displayName:
          'Put this node right behind a <b>Webhook</b> node with the method <b>POST</b> and the option <b>Raw Body</b> switched on, and enter the Production URL of that node at the provider.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Read Delivery',
            value: 'readDelivery',
            action: 'Read a delivery',
            description: 'Check who sent a delivery and turn it into outcomes',
          },
        ],
        default: 'readDelivery',
      },
      {
        displayName: 'Provider',
        name: 'provider',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Tell From the Payload', value: 'auto' },
          ...providerIds.map((value) => ({ name: providers[value].name, value })),
        ],
        default: 'auto',
        description: 'Who posts to the Webhook node',
      },
      {
        displayName: 'Authentication',
        name: 'authentication',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Secret',
            value: 'secret',
            description: 'Only read deliveries that carry the secret of a credential below',
          },
          {
            name: 'None',
            value: 'none',
            description: 'Read deliveries from anyone who knows the URL',
          },
        ],
        default: 'secret',
      },
      {
        displayName:
          'Choose the credential of each provider that posts here. Deliveries of a provider without one are not read.',
        name: 'credentialNotice',
        type: 'notice',
        default: '',
        displayOptions: { show: { authentication: ['secret'], provider: ['auto'] } },
      },
      {
        displayName:
          'Anyone who learns the URL can now send made-up outcomes. Choose <b>Secret</b> for real work.',
        name: 'warning',
        type: 'notice',
        default: '',
        displayOptions: { show: { authentication: ['none'] } },
      },
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        options: [
          {
            displayName: 'Drop Repeats',
            name: 'dropRepeats',
            type: 'options',
            options: [
              {
                name: 'Always',
                value: 'always',
                description: 'Also what the provider delivers again because your workflow failed',
              },
              {
                name: 'Never',
                value: 'never',
                description: 'Every delivery is read, however often it comes',
              },
              {
                name: 'When Nothing Can Get Lost',
                value: 'auto',
                description:
                  'Where the Webhook node responds immediately. Where it responds when the workflow has finished, a repeat is a second try and is let through.',
              },
            ],
            default: 'auto',
            description:
              'Whether to leave out an outcome that the provider delivers again. Where repeats are let through, have your CRM step update by Event ID.',
          },
          ...deliveryOptions,
          {
            displayName: 'Remembered Outcomes',
            name: 'rememberedOutcomes',
            type: 'number',
            typeOptions: { minValue: 1 },
            default: REMEMBERED_BY_DEFAULT,
            description:
              'How many of the newest outcomes are remembered to tell repeats. n8n keeps them for this node in its database, across restarts and workers. Runs that you start by hand neither use nor change them.',
          },
        ],
      },
    ],
  };

  methods = { credentialTest: { airWebhookApiTest, iclosedWebhookApiTest, sailorWebhookApiTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    try {
      return await readDeliveries(this);
    } catch (error) {
      // What is wrong with one delivery is an item; only what is wrong with this node or n8n's store gets here.
      const nodeError = toNodeError(this.getNode(), error);
      if (!this.continueOnFail()) throw nodeError;
      return [[], [...this.getInputData().keys()].map((item) => toErrorItem(nodeError, item))];
    }
  }
}
