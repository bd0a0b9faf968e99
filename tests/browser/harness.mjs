// What the browser tests share: a console in a fresh profile, served from a sub-path without special headers, with every console error,
// uncaught exception and breach of the Content-Security-Policy written down.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launch } from '../support/browser.mjs';
import { nativeBinary } from '../support/native.mjs';
import { serveFolder } from '../support/static_server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const kWebFolder = process.env.PANDORA_WEB ?? `${root}build/web`;
export const kDesktop = { width: 1280, height: 860 };
export const kPhone = { width: 390, height: 844 };
export const kToken = 'Pandora 2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=';

export async function startHarness() {
  const site = await serveFolder(kWebFolder);
  const browser = await launch();
  return {
    site,
    browser,
    // A context is a profile of its own. `options` go to playwright.
    async withContext(work, options = {}) {
      const context = await browser.newContext({ viewport: kDesktop, locale: 'en-US', acceptDownloads: true, ...options });
      const errors = watch(context);
      try {
        await work(context, errors);
        assert.deepEqual(errors, [], 'no errors in the console');
      } finally {
        await context.close();
      }
    },
    // One page of the console, ready.
    withPage(work, options = {}, address = '') {
      return this.withContext(async (context, errors) => {
        const page = await openConsole(context, site.url + address);
        await work(page, context, errors);
      }, options);
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

function watch(context) {
  const errors = [];
  context.on('console', (message) => {
    // A refusal by the simulated API is an answer; the browser reports it all the same.
    if (/^Failed to load resource/.test(message.text()) && /\/(v1|v2|v4|v5|dag|_sim)\//.test(message.location().url)) return;
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) errors.push(message.text());
  });
  context.on('weberror', (event) => errors.push(String(event.error())));
  return errors;
}

export async function openConsole(context, url) {
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

// The engine answers: the clock shows the simulated time.
export async function ready(page) {
  await page.locator('.clock-time[datetime]').waitFor();
}

// A request to the simulated API from page code, through the service worker. Answers { status, text }.
export async function api(page, method, target, body, headers = {}) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return page.evaluate(
    async ([method_, target_, body_, headers_]) => {
      const response = await fetch(target_, { method: method_, body: body_, headers: headers_ });
      return { status: response.status, text: await response.text() };
    },
    [method, target, body, { Authorization: kToken, ...headers }],
  );
}

export const kRepoBody = JSON.stringify({
  region: 'nb',
  schema: [
    { key: 'city', valtype: 'string', required: true },
    { key: 'count', valtype: 'long', required: true },
  ],
});

// Creates the repo `name` with `lines` of records in it.
export async function makeRepo(page, name, lines) {
  assert.equal((await api(page, 'POST', `/v2/repos/${name}`, kRepoBody, { 'Content-Type': 'application/json' })).status, 200);
  const pushed = await api(page, 'POST', `/v2/repos/${name}/data`, lines.join('\n'), { 'Content-Type': 'text/plain' });
  assert.equal(pushed.status, 200, pushed.text);
}

export async function goTo(page, hash) {
  await page.evaluate((value) => {
    location.hash = value;
  }, hash);
}

// Runs the guided demo from the first screen to its end; answers the journal's checksum, read with the last argument.
export async function runDemo(page, readChecksum = () => checksum(page)) {
  await goTo(page, '#/');
  await page.getByRole('button', { name: 'Run all' }).click();
  const agree = page.getByRole('button', { name: 'Empty it and start' });
  const done = page.locator('.demo-progress [role=status]').filter({ hasText: 'Done' });
  const failed = page.locator('.step.failed');
  await agree.or(done).or(failed).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await done.or(failed).first().waitFor({ timeout: 100_000 });
  if (await failed.count()) assert.fail(`a step failed: ${await failed.first().innerText()}`);
  return readChecksum();
}

export async function checksum(page) {
  const info = JSON.parse((await api(page, 'GET', '/_sim/info')).text);
  return info.checksum;
}

// A native server over `data`; `work` gets its address. It is ended by SIGTERM and must end well.
export async function withServer(data, work) {
  const server = spawn(nativeBinary(), ['serve', '--port', '0', '--data', data, '--web', kWebFolder], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => server.on('exit', (code, signal) => resolve(code ?? signal)));
  try {
    const first = await new Promise((resolve, reject) => {
      let text = '';
      server.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.includes('\n')) resolve(text);
      });
      ended.then((code) => reject(new Error(`the server ended with ${code}`)));
    });
    await work(JSON.parse(first).url);
  } finally {
    server.kill('SIGTERM');
  }
  assert.equal(await ended, 0, 'SIGTERM ends the server cleanly');
}
