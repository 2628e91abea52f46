// `node test/helpers/canvas.ts`: pictures of the workflows as n8n's editor shows them, for n8n/workflows/README.md.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { chromium, type Page } from 'playwright-core';
import { N8nClient, type Workflow } from '../host/n8n/client.ts';
import { startN8n } from '../host/n8n/server.ts';

const workflows = new URL('../../n8n/workflows/', import.meta.url);
const pictures = new URL('screenshots/', workflows);
const owner = { email: 'owner@example.com', password: 'Canvas-0123' };

/** What floats above the canvas. */
const controls = [
  '[data-test-id=canvas-controls]',
  '.vue-flow__panel',
  '[data-test-id=execute-workflow-button]',
  '[data-test-id=execute-workflow-button] ~ *',
];

const chosen = process.argv.slice(2);
const files = (await readdir(workflows)).filter(
  (file) => file.endsWith('.json') && (chosen.length === 0 || chosen.includes(file.replace('.json', ''))),
);

const n8n = await startN8n();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
});
try {
  const client = new N8nClient(n8n.baseUrl);
  await client.setUpOwner(owner);
  await mkdir(pictures, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 2200, height: 1600 } });
  await page.goto(`${n8n.baseUrl}/signin`);
  await page.fill('input[name=emailOrLdapLoginId]', owner.email);
  await page.fill('input[name=password]', owner.password);
  await page.click('button[type=submit], [data-test-id=form-submit-button]');
  await page.waitForURL(/\/(home|projects|workflow)/);
  for (const file of files) {
    const workflow = JSON.parse(await readFile(new URL(file, workflows), 'utf8')) as Workflow;
    const { id } = await client.createWorkflow(workflow);
    await page.goto(`${n8n.baseUrl}/workflow/${id}`);
    await page.locator('[data-test-id=canvas-node]').first().waitFor();
    await page.keyboard.press('1');
    // The fit to the window is an animation of half a second.
    await page.waitForTimeout(1500);
    await page.addStyleTag({ content: `${controls.join()} { visibility: hidden !important }` });
    const path = new URL(file.replace('.json', '.png'), pictures).pathname;
    await page.screenshot({ path, clip: await surroundings(page) });
    console.log(file);
  }
} finally {
  await browser.close();
  await n8n.stop();
}

/** The part of the window that the nodes and notes take up, with a margin. */
async function surroundings(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const nodes = await page.locator('.vue-flow__node').all();
  const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).filter((box) => box !== null);
  const margin = 56;
  const x = Math.max(Math.min(...boxes.map((box) => box.x)) - margin, 0);
  const y = Math.max(Math.min(...boxes.map((box) => box.y)) - margin, 0);
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + margin - x;
  // Below, the button that runs the workflow is near.
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + margin / 4 - y;
  return { x, y, width, height };
}
