// Splits the wasm module in two files: what the console's first screens run, and the rest. The first file is all that a page needs to
// answer; the second follows when the console is up (src/engine/worker/rest_module.ts). build/wasm/pandora.wasm itself stays whole.
//
// What belongs to the first file is not listed but found: an instrumented copy of the module does what the first minutes of a visit
// do (firstMinutes), and says which functions ran. A function that was not foreseen is only a little later, never missing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const kFiles = ['pandora.db', 'pandora.db-journal', 'pandora.db-wal'];
const kToken = 'Pandora key:sign'; // any is good without strict auth
const kPages = ['/_sim/info', '/_sim/clock', '/_sim/repos', '/v2/repos', '/_sim/openapi.json', '/_sim/lineage', '/_sim/sinks', '/_sim/plugins', '/_sim/objects', '/_sim/journal?limit=20'];
const kRepo = {
  region: 'nb',
  schema: ['string', 'long', 'float', 'date', 'boolean'].map((valtype) => ({ key: valtype, valtype, required: false })),
};
const kRecords = 'string=a\tlong=1\tfloat=1.5\tdate=2026-01-02T03:04:05Z\tboolean=true\nstring=b\\tc\tlong=-2';

function run(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`${command} is missing: install Debian's package binaryen`);
    throw new Error(`${command}: ${error.stderr ?? error.message}`);
  }
}

// The state's three files, in memory: what worker/browser_files.ts is in the browser. `copy` makes those of a tab that ends here.
function memoryFiles(files = kFiles.map(() => ({ bytes: new Uint8Array(1 << 22), size: 0 }))) {
  return {
    copy: () => memoryFiles(files.map(({ bytes, size }) => ({ bytes: bytes.slice(), size }))),
    open: (name) => kFiles.indexOf(name),
    read(slot, target, at) {
      const part = files[slot].bytes.subarray(at, Math.max(at, Math.min(at + target.length, files[slot].size)));
      target.set(part);
      return part.length;
    },
    write(slot, source, at) {
      files[slot].bytes.set(source, at);
      files[slot].size = Math.max(files[slot].size, at + source.length);
      return source.length;
    },
    truncate: (slot, size) => ((files[slot].size = Math.min(size, files[slot].size)), 0),
    flush: () => 0,
    size: (slot) => files[slot].size,
  };
}

// Time goes on from call to call, as it does in a browser.
let now = 1_000_000;
const nextMoment = () => (now += 1000);

// One request, as worker/simulator_host.ts carries it through. Answers the body.
function send(module, method, target, body = '', type = 'application/json') {
  const bytes = new TextEncoder().encode(body);
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${kToken}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  const message = Buffer.concat([Buffer.from(head), bytes]);
  const at = module.inbox(message.length);
  module.HEAPU8.set(message, at);
  const reply = module.handle();
  const answer = Buffer.from(module.HEAPU8.subarray(reply.pointer, reply.pointer + reply.size)).toString();
  module.tick(nextMoment(), 64);
  const commit = module.commit();
  module.nextEffect();
  module.tick(nextMoment(), 64);
  if (!/^HTTP\/1.1 200 /.test(answer) || commit.status !== 0) throw new Error(`split_wasm: ${method} ${target}: ${answer.slice(0, 300)}`);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

// What the console offers to whom has no repo yet: the documented example, which has nested fields.
function createExample(module) {
  const { paths } = JSON.parse(send(module, 'GET', '/_sim/openapi.json'));
  const row = Object.values(paths).flatMap(Object.values).find(({ operationId }) => operationId === 'createRepo');
  const path = row['x-example-path'];
  send(module, 'POST', path, JSON.stringify(row.requestBody.content['application/json'].example));
  for (const target of [path, `/_sim${path.slice(3)}/records?from=0&limit=10`]) send(module, 'GET', target);
}

// A first visit: the console's pages, a first repo, records; then the same state once more as after a reload, which ends a tab without
// its closing anything, and as after a proper end.
function firstMinutes(module) {
  let files = memoryFiles();
  for (const visit of ['first', 'reload', 'return']) {
    module.files = files;
    const error = module.open(true, 'wasm', nextMoment());
    if (error) throw new Error(`split_wasm: ${visit}: ${error}`);
    module.tick(nextMoment(), 64);
    for (const target of kPages) send(module, 'GET', target);
    if (visit === 'first') {
      send(module, 'POST', '/v2/repos/first', JSON.stringify(kRepo));
      send(module, 'POST', '/v2/repos/first/data', kRecords, 'text/plain');
      createExample(module);
    }
    for (const target of ['/v2/repos/first', '/_sim/repos', '/_sim/repos/first/records?from=0&limit=10']) send(module, 'GET', target);
    if (visit === 'first') files = files.copy();
    module.close();
  }
}

// Which functions of the instrumented module `firstMinutes` ran: the bytes that wasm-split wants.
async function profile(glue, instrumented) {
  const { default: create } = await import(pathToFileURL(glue));
  let exports;
  const module = await create({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(instrumented, imports).then(({ instance }) => {
        exports = instance.exports;
        done(instance);
      });
      return {};
    },
  });
  firstMinutes(module);
  const size = exports.__write_profile(0, 0);
  const at = module.inbox(size);
  exports.__write_profile(at, size);
  return module.HEAPU8.slice(at, at + size);
}

// `glue` and `wasm` are paths; answers the bytes of the two files. Throws when a tool is missing or a request of the visit fails.
export async function splitWasm(glue, wasm) {
  const folder = mkdtempSync(join(tmpdir(), 'pandora-split-'));
  const path = (name) => join(folder, name);
  try {
    run('wasm-split', ['--instrument', '--all-features', wasm, '-o', path('instrumented.wasm')]);
    writeFileSync(path('profile'), await profile(glue, readFileSync(path('instrumented.wasm'))));
    run('wasm-split', ['--all-features', `--profile=${path('profile')}`, wasm, '-o1', path('first.wasm'), '-o2', path('rest.wasm')]);
    return { first: readFileSync(path('first.wasm')), rest: readFileSync(path('rest.wasm')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
