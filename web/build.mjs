// Builds the console into build/web: bundles, page, wasm, demo data, the service worker with its list of files, and a compressed copy
// (.br) beside each file for servers that know to use it. Needs build/wasm/pandora.{mjs,wasm}.
//
// Does nothing when nothing that it is made of has changed.
//
//   node build.mjs [--out FOLDER] [--wasm FOLDER] [--no-compress]
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { checkLayers } from './check_layers.mjs';
import { writeFlights } from './flights.mjs';
import { splitWasm } from './split_wasm.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'build/web') },
    wasm: { type: 'string', default: join(root, 'build/wasm') },
    compress: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const glue = join(options.wasm, 'pandora.mjs');
const wasm = join(options.wasm, 'pandora.wasm');

// No inline script or style, nothing from elsewhere. 'wasm-unsafe-eval' lets WebAssembly compile, and nothing else.
const kPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const kCommon = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  legalComments: 'none',
  absWorkingDir: here,
  metafile: true,
  logLevel: 'warning',
};

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 8);

// The file that esbuild made of `entry`, relative to `out`.
function outputOf(result, entry, out) {
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint === entry) return relative(out, join(here, path));
  }
  throw new Error(`no output for ${entry}`);
}

// The files that `file` imports before it can run, and those that these import. Named in the page's head, they come down the line with it.
function staticImports(result, file, out) {
  const outputs = new Map(Object.entries(result.metafile.outputs).map(([path, output]) => [relative(out, join(here, path)), output]));
  const found = new Set();
  const visit = (name) => {
    for (const { path, kind } of outputs.get(name).imports) {
      const target = relative(out, join(here, path));
      if (kind !== 'import-statement' || found.has(target)) continue;
      found.add(target);
      visit(target);
    }
  };
  visit(file);
  return [...found];
}

async function bundlePage(out) {
  const result = await build({
    ...kCommon,
    entryPoints: ['src/main/main.tsx', 'src/styles/console.css'],
    splitting: true,
    outdir: out,
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
  });
  const main = outputOf(result, 'src/main/main.tsx', out);
  const preloads = staticImports(result, main, out).map((name) => `<link rel="modulepreload" href="${name}">`);
  return { main, css: outputOf(result, 'src/styles/console.css', out), preloads: preloads.join('') };
}

// Apart from the page, so that it waits for no chunk that both would share; and no module, so that it runs before the page is parsed.
async function bundleBoot(out) {
  const result = await build({ ...kCommon, format: 'iife', entryPoints: ['src/main/boot.ts'], outdir: out, entryNames: '[name]-[hash]' });
  return outputOf(result, 'src/main/boot.ts', out);
}

// The glue serves workers and node; for the browser its node branch is cut away.
async function bundleWorker(out) {
  const result = await build({
    ...kCommon,
    entryPoints: ['src/engine/worker/worker.ts'],
    outdir: out,
    entryNames: 'engine-[hash]',
    alias: { 'pandora-module': glue },
    define: { process: 'undefined', __filename: '""', __dirname: '""' },
    external: ['fs', 'path', 'url', 'module', 'crypto', 'worker_threads'],
  });
  return outputOf(result, 'src/engine/worker/worker.ts', out);
}

// The names of the module's two files, relative to `out`.
async function writeWasm(out) {
  const parts = await splitWasm(glue, wasm);
  const names = { wasm: `pandora-${hashOf(parts.first)}.wasm`, rest: `pandora-rest-${hashOf(parts.rest)}.wasm` };
  writeFileSync(join(out, names.wasm), parts.first);
  writeFileSync(join(out, names.rest), parts.rest);
  return names;
}

async function bundleServiceWorker(out) {
  const site = files(out).map((path) => relative(out, path)).filter((path) => path !== '_sim/health' && path !== '.nojekyll').sort();
  const version = hashOf(site.map((path) => path + hashOf(readFileSync(join(out, path)))).join('\n'));
  await build({
    ...kCommon,
    format: 'iife',
    entryPoints: ['src/engine/service_worker.ts'],
    outfile: join(out, 'service_worker.js'),
    define: {
      kSiteFiles: JSON.stringify(['./', ...site.filter((path) => path !== 'index.html')]),
      kSiteVersion: JSON.stringify(version),
    },
  });
}

function compress(out) {
  for (const path of files(out)) {
    const bytes = readFileSync(path);
    if (bytes.length < 200) continue;
    const packed = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: /\.txt$/.test(path) ? 6 : 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_LGWIN]: 22 },
    });
    if (packed.length < bytes.length) writeFileSync(`${path}.br`, packed);
  }
}

// A hash over everything that the output is made of.
function inputKey() {
  const inputs = [
    ...files(join(here, 'src')),
    ...['build.mjs', 'check_layers.mjs', 'flights.mjs', 'split_wasm.mjs', 'package-lock.json', 'tsconfig.json'].map((name) => join(here, name)),
    ...files(join(root, 'docs/demos')),
    glue,
    wasm,
  ];
  return hashOf(inputs.map((path) => `${relative(root, path)} ${hashOf(readFileSync(path))}`).join('\n') + options.compress);
}

async function main() {
  const breaches = checkLayers();
  if (breaches.length > 0) throw new Error(`layers: ${breaches.join('; ')}`);
  for (const path of [glue, wasm]) if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: build the wasm preset first`);
  const out = `${options.out}.new`;
  const stamp = `${options.out}.stamp`;
  const key = inputKey();
  if (existsSync(join(options.out, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, '_sim'), { recursive: true });
  const [page, boot, worker, modules] = await Promise.all([bundlePage(out), bundleBoot(out), bundleWorker(out), writeWasm(out)]);
  const parts = { ...page, boot, worker, ...modules, csp: kPolicy };
  const html = readFileSync(join(here, 'src/index.html'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
  writeFileSync(join(out, 'index.html'), html.replace(/>\s+</g, '><').trim() + '\n');
  copyFileSync(join(here, 'src/icon.svg'), join(out, 'icon.svg'));
  // What a static host answers where a native server would: see src/engine/choose.ts.
  writeFileSync(join(out, '_sim/health'), '{"status":"static","host":"static"}\n');
  writeFileSync(join(out, '.nojekyll'), '');
  writeFlights(join(out, 'demos/flights'));
  await bundleServiceWorker(out);
  if (options.compress) compress(out);
  rmSync(options.out, { recursive: true, force: true });
  renameSync(out, options.out);
  writeFileSync(stamp, key);
  console.log(`${basename(options.out)}: ${files(options.out).length} files`);
}

await main();
