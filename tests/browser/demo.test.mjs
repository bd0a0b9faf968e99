// The guided demo from end to end, on a desktop and on a phone; and the proof that hosts do not differ: the journal's checksum after the
// demo is the same natively, under node and in Chromium.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { demoUnderNode } from '../support/demo.mjs';
import { nativeBinary } from '../support/native.mjs';
import { test } from '../support/runner.mjs';
import { goTo, kDesktop, kPhone, kWebFolder, ready, runDemo } from './harness.mjs';

const kFolder = `${kWebFolder}/demos/flights`;

async function demoNatively() {
  const { stdout } = await promisify(execFile)(nativeBinary(), ['demo', 'flights', '--files', kFolder, '--data', ':memory:'], { maxBuffer: 1 << 26 });
  return /journal checksum ([0-9a-f]{64})/.exec(stdout)?.[1];
}

for (const [device, viewport] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`demo: from the first screen to records, chart, table and files, ${device}`, (harness) =>
    harness.withPage(
      async (page) => {
        await runDemo(page);
        await page.getByRole('heading', { name: /Flights, as they were pushed/ }).waitFor();
        await page.getByText('(20,000 records)').waitFor();
        await page.locator('.chart canvas').waitFor();
        const rows = page.getByRole('table', { name: 'Delays by origin' }).getByRole('row');
        assert.equal(await rows.count(), 21);
        assert.match(await rows.nth(1).innerText(), /^[A-Z]{3}\s/);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'no sideways scrolling');
        await page.locator('.files a').first().click();
        await page.getByText('avg_delay').first().waitFor();
        await page.reload();
        await ready(page);
        await goTo(page, '#/');
        await page.getByText('(20,000 records)').waitFor();
      },
      { viewport },
    ));
}

test('demo: step by step, with a pause, and what is there is not emptied unasked', (harness) =>
  harness.withPage(async (page) => {
    const step = page.getByRole('button', { name: 'Next step' });
    await step.click();
    await page.getByText('Step 2 of', { exact: false }).waitFor();
    await step.click();
    await page.getByText('Step 3 of', { exact: false }).waitFor();
    await step.click();
    await page.getByText('Step 4 of', { exact: false }).waitFor();
    await page.reload();
    await ready(page);
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await goTo(page, '#/repos');
    await page.getByRole('link', { name: 'flights' }).waitFor();
  }));

test('demo: the journal\'s checksum is the same natively, under node and in Chromium', (harness) =>
  harness.withPage(async (page) => {
    const chromium = await runDemo(page);
    assert.match(chromium, /^[0-9a-f]{64}$/);
    assert.equal(await demoUnderNode(kFolder), chromium, 'node');
    assert.equal(await demoNatively(), chromium, 'native');
  }));
