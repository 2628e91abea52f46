import type { INodeProperties } from 'n8n-workflow';

const types = [
  {
    name: 'Action',
    value: 'action',
    description: 'A button during the call. Sailor posts to the webhook URL when an agent chooses it.',
  },
  {
    name: 'Disposition',
    value: 'disposition',
    description: 'A choice in the window after the call',
  },
];

const destinations = [
  { name: 'None', value: 'none', description: 'The contact stays where it is' },
  {
    name: 'Move to a Smart List',
    value: 'smartList',
    description: 'The contact is put on one Smart List',
  },
  {
    name: 'Remove From Selected Smart Lists',
    value: 'removeFromSelected',
    description: 'The contact is taken off the Smart Lists that you choose',
  },
  {
    name: 'Remove From All Smart Lists',
    value: 'removeFromAll',
    description: 'The contact is taken off every Smart List',
  },
];

const destination: INodeProperties = {
  displayName: 'Destination',
  name: 'destination',
  type: 'options',
  options: destinations,
  default: 'none',
  description: 'What Sailor does with the contact when an agent chooses the outcome',
};

const smartList: INodeProperties = {
  displayName: 'Smart List',
  name: 'smartList',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description:
    'Sailor can only list Smart Lists that some outcome uses already. For another one, choose By ID.',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchSmartLists', searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: '00000000-0000-4000-8000-000000000000',
    },
  ],
};

const name: INodeProperties = {
  displayName: 'Name',
  name: 'name',
  type: 'string',
  default: '',
  placeholder: 'e.g. Interested',
  description: 'What agents see. At most 120 characters.',
};

const order: INodeProperties = {
  displayName: 'Order',
  name: 'order',
  type: 'number',
  typeOptions: { numberPrecision: 0 },
  default: 0,
  description: 'Lower ones are shown first. Steps of 10 leave room for more.',
};

const type: INodeProperties = {
  displayName: 'Type',
  name: 'type',
  type: 'options',
  options: types,
  default: 'action',
};

const webhookUrl: INodeProperties = {
  displayName: 'Webhook URL',
  name: 'webhookUrl',
  type: 'string',
  default: '',
  placeholder: 'https://',
  description:
    'Where Sailor posts when an agent chooses the outcome. It starts with https:// and can be reached from the internet. To receive it in a workflow, use the Sailor Trigger instead: it sets the URL by itself.',
};

const chosenOutcome: INodeProperties = {
  displayName: 'Outcome',
  name: 'outcome',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  displayOptions: { show: { resource: ['outcome'], operation: ['update', 'delete'] } },
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchOutcomes', searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: '00000000-0000-4000-8000-000000000000',
    },
  ],
};

const forOperation = (operation: string, more: Record<string, string[]> = {}) => ({
  show: { resource: ['outcome'], operation: [operation], ...more },
});

/** The parameters of every operation on outcomes. */
export const outcomeFields: INodeProperties[] = [
  chosenOutcome,

  { ...name, required: true, displayOptions: forOperation('create') },
  { ...type, displayOptions: forOperation('create') },
  { ...webhookUrl, required: true, displayOptions: forOperation('create', { type: ['action'] }) },
  { ...webhookUrl, displayOptions: forOperation('create', { type: ['disposition'] }) },
  { ...order, displayOptions: forOperation('create') },
  { ...destination, displayOptions: forOperation('create') },

  {
    displayName: 'Fields to Change',
    name: 'changes',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    description: 'What you do not add here stays as it is in Sailor',
    displayOptions: forOperation('update'),
    options: [name, order, type, webhookUrl],
  },
  {
    ...destination,
    options: [{ name: 'Leave as It Is', value: 'unchanged' }, ...destinations],
    default: 'unchanged',
    displayOptions: forOperation('update'),
  },

  {
    ...smartList,
    required: true,
    displayOptions: {
      show: { resource: ['outcome'], operation: ['create', 'update'], destination: ['smartList'] },
    },
  },
  {
    displayName: 'Smart Lists',
    name: 'smartLists',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Smart List',
    required: true,
    default: {},
    displayOptions: {
      show: { resource: ['outcome'], operation: ['create', 'update'], destination: ['removeFromSelected'] },
    },
    options: [{ displayName: 'Smart List', name: 'lists', values: [smartList] }],
  },

  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: forOperation('getAll'),
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { resource: ['outcome'], operation: ['getAll'], returnAll: [false] } },
  },
];
