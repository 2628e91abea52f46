import type {
  IDataObject,
  IExecuteFunctions,
  INodeExecutionData,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';

/** What a delivery makes of a trigger's static data, in n8n and in our double of it alike. */
export interface Step {
  respond: 'immediately' | 'whenFinished';
  /** Whether it starts the workflow. */
  starts: boolean;
  /** Before n8n runs the workflow, or when n8n reads the answer of the trigger. */
  writes: 'early' | 'late' | 'never';
  /** Whether the workflow then keeps static data of its own. */
  keeps: boolean;
  /** The values that n8n has stored when it has answered and the workflow has ended. */
  stored: number[];
}

const from = (
  respond: Step['respond'],
  starts: boolean,
  writes: Step['writes'],
  stored: number[],
  keeps = false,
): Step => ({ respond, starts, writes, keeps, stored });

/** Each delivery adds its own number. The first finds no static data, and the others some. */
export const staticDataScript: readonly Step[] = [
  from('immediately', true, 'never', []),
  from('immediately', true, 'early', [1]),
  from('immediately', true, 'early', [1]),
  from('immediately', false, 'early', [1, 3]),
  from('immediately', true, 'late', [1, 3, 4]),
  from('immediately', false, 'late', [1, 3, 4, 5]),
  from('whenFinished', true, 'early', [1, 3, 4, 5]),
  from('whenFinished', true, 'late', [1, 3, 4, 5]),
  from('whenFinished', false, 'early', [1, 3, 4, 5, 8]),
  from('immediately', true, 'late', [1, 3, 4, 5, 8, 9]),
  // What the workflow keeps, n8n saves with all that was there when the workflow began.
  from('immediately', true, 'late', [1, 3, 4, 5, 8, 9], true),
  from('whenFinished', true, 'late', [1, 3, 4, 5, 8, 9], true),
  from('immediately', false, 'early', [1, 3, 4, 5, 8, 9, 12]),
];

/** The trigger of the script. n8n gets its source, so it uses nothing from outside itself. */
export function probe(this: IWebhookFunctions): Promise<IWebhookResponseData> {
  const { starts, writes, keeps, value } = this.getBodyData() as unknown as Step & { value: number };
  const write = () => {
    const data = this.getWorkflowStaticData('node') as { values?: number[] };
    // n8n reads the answer more than once.
    data.values = [...new Set([...(data.values ?? []), value])];
  };
  if (writes === 'early') write();
  const workflowData = starts ? [[{ json: { keeps } as IDataObject }]] : undefined;
  return Promise.resolve({
    get webhookResponse() {
      if (writes === 'late') write();
      return {};
    },
    ...(workflowData && { workflowData }),
  });
}

/** The node behind the trigger. */
export function keep(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const items = this.getInputData();
  if (items[0]?.json['keeps'] === true) this.getWorkflowStaticData('global')['kept'] = true;
  return Promise.resolve([items]);
}
