// Headless Chromium for tests and benchmarks: Debian's browser driven by playwright-core, with a fresh profile each time.
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
