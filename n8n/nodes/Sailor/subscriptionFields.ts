import type { INodeProperties } from 'n8n-workflow';

/** Which outcomes the trigger listens to, and what it may do to them. */
export const subscriptionFields: INodeProperties[] = [
  {
    displayName: 'Listen To',
    name: 'listenTo',
    type: 'options',
    options: [
      {
        name: 'All Action Outcomes',
        value: 'all',
        description: 'Every action outcome that Sailor has when this workflow is switched on',
      },
      {
        name: 'New Outcome for This Workflow',
        value: 'new',
        description: 'Gives agents one more button, made for this workflow',
      },
      { name: 'Outcomes I Choose', value: 'chosen', description: 'Action outcomes that Sailor has already' },
      {
        name: 'Outcomes Where I Paste the URL',
        value: 'pasted',
        description: 'Without an API token: you enter the URL of this trigger in Sailor yourself',
      },
    ],
    default: 'chosen',
  },
  {
    displayName: 'Outcome Names or IDs',
    name: 'outcomes',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'actionOutcomes' },
    displayOptions: { show: { listenTo: ['chosen'] } },
    default: [],
    required: true,
    description:
      'The outcomes that start this workflow, with where each sends today. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
  {
    displayName: 'Name of the New Outcome',
    name: 'outcomeName',
    type: 'string',
    displayOptions: { show: { listenTo: ['new'] } },
    default: '',
    required: true,
    placeholder: 'e.g. Send to CRM',
    description: 'What agents read on the button, 1 to 120 characters',
  },
  {
    displayName: 'Delete the Outcome When Switched Off',
    name: 'deleteWhenOff',
    type: 'boolean',
    displayOptions: { show: { listenTo: ['new'] } },
    default: false,
    description:
      'Whether agents lose the button when this workflow is switched off. Otherwise it stays and works again when the workflow is switched on.',
  },
  {
    displayName:
      'Make up a URL token below. As the webhook URL of an action outcome in Sailor, enter the <b>Production URL</b> shown above, followed by <b>?token=</b> and that token. Publish this workflow when done.',
    name: 'notice',
    type: 'notice',
    displayOptions: { show: { listenTo: ['pasted'] } },
    default: '',
  },
  {
    displayName: 'URL Token',
    name: 'urlToken',
    type: 'string',
    typeOptions: { password: true },
    displayOptions: { show: { listenTo: ['pasted'] } },
    required: true,
    default: '',
    description:
      'At least 16 letters and digits that nobody can guess. Sailor does not sign what it sends, so this token in the URL keeps others out.',
  },
  {
    displayName: 'If an Outcome Sends Elsewhere',
    name: 'whenTaken',
    type: 'options',
    displayOptions: { show: { listenTo: ['chosen', 'all'] } },
    options: [
      {
        name: 'Stop With an Error',
        value: 'refuse',
        description: 'Nothing is changed in Sailor; the error says where the outcome sends',
      },
      {
        name: 'Replace, and Restore It When Switched Off',
        value: 'replace',
        description: 'The other address gets nothing while this workflow is on',
      },
    ],
    default: 'refuse',
    description: 'In Sailor an outcome can send to one address only',
  },
  {
    displayName:
      'When you unpublish this workflow, its outcomes send again to where they sent before. Sailor must be reachable then and the API token valid: n8n shows no error if not, and the outcomes stay with this workflow. In that case publish the workflow again with a valid token, then unpublish it.',
    name: 'unpublishNotice',
    type: 'notice',
    displayOptions: { hide: { listenTo: ['pasted'] } },
    default: '',
  },
];
