import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What a delivery makes of a trigger's static data, in n8n and in our double of it alike. */
export interface Step {
  respond: 'immediately' | 'whenFinished';
  /** Whether it starts the workflow. */
  starts: boolean;
  /** Before n8n runs the workflow, or when n8n reads the answer of the trigger. */
  writes: 'early' | 'late' | 'never';
  /** The values that n8n has stored by the time of its answer. */
  stored: number[];
}

const from = (respond: Step['respond'], starts: boolean, writes: Step['writes'], stored: number[]): Step => ({
  respond,
  starts,
  writes,
  stored,
});

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
];

/** The trigger of the script. n8n gets its source, so it uses nothing from outside itself. */
export function probe(this: IWebhookFunctions): Promise<IWebhookResponseData> {
  const { starts, writes, value } = this.getBodyData() as unknown as Step & { value: number };
  const write = () => {
    const data = this.getWorkflowStaticData('node') as { values?: number[] };
    // n8n reads the answer more than once.
    data.values = [...new Set([...(data.values ?? []), value])];
  };
  if (writes === 'early') write();
  const workflowData = starts ? [[{ json: { value } as IDataObject }]] : undefined;
  return Promise.resolve({
    get webhookResponse() {
      if (writes === 'late') write();
      return {};
    },
    ...(workflowData && { workflowData }),
  });
}
