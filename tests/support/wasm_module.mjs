// The wasm module under node: the very files that the browser runs, with the state's files in memory.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.env.PANDORA_WASM ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));

export async function loadModule() {
  const { default: create } = await import(`${folder}/pandora.mjs`);
  return create({ wasmBinary: readFileSync(`${folder}/pandora.wasm`) });
}

// What browser_files.ts is in the browser. `room` bounds the bytes of all files together; `log` counts flushes.
export function memoryFiles(room = Infinity) {
  const names = ['pandora.db', 'pandora.db-journal', 'pandora.db-wal'];
  const files = names.map(() => ({ bytes: new Uint8Array(0), size: 0 }));
  const log = { flushes: 0, calls: [] }; // calls: "write pandora.db-wal" and the like, reads left out
  const total = () => files.reduce((sum, file) => sum + file.size, 0);
  return {
    log,
    setRoom: (bytes) => (room = bytes),
    contents: (name) => files[names.indexOf(name)].bytes.slice(0, files[names.indexOf(name)].size),
    open: (name) => names.indexOf(name),
    read(slot, target, at) {
      const { bytes, size } = files[slot];
      const part = bytes.subarray(Math.min(at, size), Math.min(at + target.length, size));
      target.set(part);
      return part.length;
    },
    write(slot, source, at) {
      log.calls.push(`write ${names[slot]}`);
      const file = files[slot];
      const end = at + source.length;
      if (total() + Math.max(0, end - file.size) > room) return -2;
      if (end > file.bytes.length) {
        const larger = new Uint8Array(Math.max(end, 2 * file.bytes.length));
        larger.set(file.bytes.subarray(0, file.size));
        file.bytes = larger;
      }
      file.bytes.set(source, at);
      file.size = Math.max(file.size, end);
      return source.length;
    },
    truncate(slot, size) {
      log.calls.push(`truncate ${names[slot]}`);
      const file = files[slot];
      file.bytes.fill(0, Math.min(size, file.size), file.size);
      file.size = Math.min(size, file.size);
      return 0;
    },
    flush: (slot) => (log.flushes++, log.calls.push(`flush ${names[slot]}`), 0),
    size: (slot) => files[slot].size,
  };
}

export const kToken = 'Pandora 2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=';

function parseMessage(bytes) {
  const end = Buffer.from(bytes).indexOf('\r\n\r\n');
  const [line, ...fields] = Buffer.from(bytes.subarray(0, end)).toString().split('\r\n');
  const headers = new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]));
  const body = bytes.slice(end + 4);
  const text = () => Buffer.from(body).toString();
  return { status: Number(line.split(' ')[1]), headers, body, text, json: () => JSON.parse(text()), message: bytes };
}

// One HTTP/1.1 message in, one out, to its end and committed. `now` is the host's clock in milliseconds.
export function exchange(module, message, now = 0) {
  const inbox = module.inbox(message.length); // first: it may grow the heap, and HEAPU8 with it
  module.HEAPU8.set(message, inbox);
  let reply = module.handle();
  const take = () => module.HEAPU8.slice(reply.pointer, reply.pointer + reply.size);
  let bytes = take();
  for (const ticket = reply.deferred; ticket !== 0 && reply.deferred !== 0; ) {
    module.tick(now, 64);
    const last = module.finishDeferred(ticket);
    if (last.size === 0) continue;
    reply = last;
    bytes = take();
  }
  const commit = module.commit();
  if (commit.status !== 0) return { status: commit.status, headers: new Map(), text: () => commit.error, json: () => ({ error: commit.error }) };
  return parseMessage(bytes);
}

export function send(module, method, target, body = '', headers = {}) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const all = { Host: 'test', Authorization: kToken, 'Content-Length': bytes.length, ...headers };
  const head = `${method} ${target} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const message = Buffer.concat([Buffer.from(head), bytes]);
  return exchange(module, message);
}
