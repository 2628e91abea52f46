import { type Browser, chromium, errors, type Locator, type Page } from 'playwright-core';

/** Debian's Chromium: a browser that playwright would download is not needed. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** A busy machine takes its time; what never comes fails all the same. */
const PATIENCE_MS = 60_000;
const SHOWN_WITHIN_MS = 8_000;
const ATTEMPTS = 6;

/** Nothing slides or fades, so that nobody waits for it. */
const STILL = `addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }';
  document.head.append(style);
})`;

/** The texts of a panel that a person sees. */
export interface Fields {
  labels: string[];
  notices: string[];
  /** Labels of which n8n shows only the beginning. */
  cutOff: string[];
}

/** n8n's editor as a person with a mouse and a keyboard has it. */
export interface Editor {
  page: Page;
  /** The element that n8n's own tests find by this name. */
  part(testId: string): Locator;
  /** An empty workflow. */
  newWorkflow(): Promise<void>;
  /** What the node panel offers for these words, by name. */
  search(words: string): Promise<Locator>;
  /**
   * Opens a list and clicks what is in it. Again where it does not show it: n8n draws a panel anew when it has loaded
   * something, and a list that is open by then closes.
   */
  pick(list: Locator, wanted: Locator): Promise<void>;
  /** Opens a saved node. */
  openNode(workflowId: string, nodeId: string): Promise<Locator>;
  /** Opens a saved workflow, all of it in the window. */
  openWorkflow(id: string): Promise<void>;
  /** Opens a node of the workflow that is open, and closes it. */
  openOnCanvas(node: string): Promise<Locator>;
  closeNode(): Promise<void>;
  openCredential(id: string): Promise<Locator>;
  /** What is on the screen in a panel, once it has these labels, or after a while if it never has. */
  fieldsIn(panel: Locator, expected: readonly string[]): Promise<Fields>;
  close(): Promise<void>;
}

export async function openEditor(
  baseUrl: string,
  owner: { email: string; password: string },
): Promise<Editor> {
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const context = await browser.newContext({ baseURL: baseUrl, viewport: { width: 1200, height: 860 } });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(STILL);
    const page = await context.newPage();
    await page.goto('/signin');
    await page.fill('input[name=emailOrLdapLoginId]', owner.email);
    await page.fill('input[name=password]', owner.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.includes('signin'));

    const part = (testId: string) => page.locator(`[data-test-id="${testId}"]`);
    return {
      page,
      part,
      newWorkflow: async () => {
        await page.goto('/workflow/new');
        await part('canvas-add-button').waitFor();
      },
      search: async (words) => {
        if ((await part('node-creator-search-bar').count()) === 0) await page.keyboard.press('n');
        await part('node-creator-search-bar').fill(words);
        return part('node-creator-item-name');
      },
      pick: async (list, wanted) => {
        for (let attempt = 1; ; attempt++) {
          await list.click();
          try {
            await wanted.click({ timeout: SHOWN_WITHIN_MS });
            return;
          } catch (error) {
            if (!(error instanceof errors.TimeoutError) || attempt === ATTEMPTS) throw error;
          }
        }
      },
      openNode: async (workflowId, nodeId) => {
        await page.goto(`/workflow/${workflowId}/${nodeId}`);
        const panel = part('ndv');
        await panel.waitFor();
        return panel;
      },
      openWorkflow: async (id) => {
        await page.goto(`/workflow/${id}`);
        await part('canvas-node').first().waitFor();
        await page.keyboard.press('1');
      },
      openOnCanvas: async (node) => {
        await page.locator(`[data-test-id="canvas-node"][data-node-name="${node}"]`).dblclick();
        await part('node-parameters').waitFor();
        return part('ndv');
      },
      closeNode: async () => {
        await part('ndv-close-button').click();
        await part('ndv').waitFor({ state: 'hidden' });
      },
      openCredential: async (id) => {
        await page.goto(`/home/credentials/${id}`);
        const dialog = part('editCredential-modal');
        await dialog.waitFor();
        return dialog;
      },
      fieldsIn: async (panel, expected) => {
        const deadline = Date.now() + SHOWN_WITHIN_MS;
        for (;;) {
          const fields = await readFields(panel);
          const found = fields.labels.filter((label) => expected.includes(label));
          if (found.length >= expected.length || Date.now() > deadline) return fields;
          await page.waitForTimeout(100);
        }
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** What a label or notice has in the browser. */
interface Drawn {
  innerText: string;
  clientWidth: number;
  scrollWidth: number;
  querySelectorAll(selector: string): Iterable<Drawn>;
}

async function readFields(panel: Locator): Promise<Fields> {
  const labels = await panel
    .locator('.n8n-input-label')
    .filter({ visible: true })
    .evaluateAll((drawn) =>
      (drawn as unknown as Drawn[]).map((label) => ({
        // Behind the label, n8n marks what is required.
        text: (label.innerText.split('\n')[0] ?? '').replace('*', '').trim(),
        isCutOff: [label, ...label.querySelectorAll('*')].some(
          ({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth,
        ),
      })),
    );
  return {
    labels: labels.map(({ text }) => text).filter((text) => text !== ''),
    notices: await panel.locator('.notice').filter({ visible: true }).allInnerTexts(),
    cutOff: labels.filter(({ isCutOff }) => isCutOff).map(({ text }) => text),
  };
}
