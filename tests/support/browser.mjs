// Headless Chromium for tests and benchmarks: Debian's browser driven by playwright-core, with a fresh profile each time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)));
const { chromium } = require('playwright-core');

const kFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: kFlags });
}

// A browser whose profile, in `folder`, outlives it.
export function launchWithProfile(folder, options = {}) {
  return chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: kFlags, ...options });
}

// The source of axe-core, to be evaluated in a page.
export function axePath() {
  return require.resolve('axe-core/axe.min.js');
}

// A browser on the profile in `folder` that can die: a process group of its own, driven from outside. Answers { context, kill }; kill ends
// all its processes at once (SIGKILL), as a crash would.
export async function launchMortal(folder) {
  const flags = [...kFlags, '--headless=new', '--lang=en-US', '--no-default-browser-check', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
  const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...flags, 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL');
    await gone;
  };
  try {
    const browser = await chromium.connectOverCDP(await debuggerAddress(child, gone));
    return { context: browser.contexts()[0], kill };
  } catch (error) {
    await kill().catch(() => undefined);
    throw error;
  }
}

// The browser tells it on its standard error once it listens.
function debuggerAddress(child, gone) {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (piece) => {
      text += piece;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    gone.then(() => reject(new Error(`the browser did not start: ${text.slice(-500)}`)));
  });
}
