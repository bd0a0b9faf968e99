// A tiny static file server for browser tests and benchmarks: one folder under a sub-path, no special headers, as a plain static host.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.hurl': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

async function respond(folder, prefix, brotli, request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  if (!path.startsWith(prefix)) return response.writeHead(404).end('not here');
  const name = normalize(path.slice(prefix.length)) || '.';
  if (name.startsWith('..')) return response.writeHead(403).end();
  const file = join(folder, name === '.' || name.endsWith('/') ? join(name, 'index.html') : name);
  const headers = { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream' };
  try {
    if (brotli && /\bbr\b/.test(request.headers['accept-encoding'] ?? '')) {
      const packed = await readFile(`${file}.br`).catch(() => undefined);
      if (packed) return response.writeHead(200, { ...headers, 'Content-Encoding': 'br' }).end(packed);
    }
    response.writeHead(200, headers).end(await readFile(file));
  } catch {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
  }
}

// Answers { url, close }: the address of the folder, with a slash at its end.
export async function serveFolder(folder, { prefix = '/some/place/', brotli = false } = {}) {
  const server = createServer((request, response) => void respond(folder, prefix, brotli, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}${prefix}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
