// The service worker of the static site: serves the site from its cache (so it works offline once visited), and hands requests to the
// simulated API (/v2, /_sim and the like) to the page that made them, whose engine answers. Everything else goes to the network.
import { kServiceTarget } from '../protocol/http.ts';
import type { BridgeAnswer, BridgeRequest } from '../protocol/tab_messages.ts';

declare const self: ServiceWorkerGlobalScope;
declare const kSiteFiles: string[]; // put in by build.mjs: every file of the site, relative to the scope
declare const kSiteVersion: string; // put in by build.mjs: a hash over those files

const kCache = `pandora-sim-${kSiteVersion}`;
const kPatience = 600_000; // milliseconds until a page that does not answer is given up: long advances take long

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(kCache).then((cache) => cache.addAll(kSiteFiles)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('pandora-sim-') && name !== kCache) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.headers.has('X-Pandora-Probe')) return;
  const target = apiTarget(url);
  if (target) event.respondWith(askPage(event, target));
  else if (event.request.method === 'GET' && url.href.startsWith(self.registration.scope)) event.respondWith(fromCache(event.request));
});

// The request's target from the service's root, when it is one to the simulated API: below the scope, or below the origin's root.
function apiTarget(url: URL): string | undefined {
  const scope = new URL(self.registration.scope).pathname;
  const path = url.pathname.startsWith(scope) ? url.pathname.slice(scope.length - 1) : url.pathname;
  return kServiceTarget.test(path) ? path + url.search : undefined;
}

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(kCache);
  const found = await cache.match(request.mode === 'navigate' ? self.registration.scope : request);
  return found ?? fetch(request);
}

async function askPage(event: FetchEvent, target: string): Promise<Response> {
  const page = await findPage(event.clientId);
  if (!page) return refusal('no page of the console is open to answer');
  const request: BridgeRequest = {
    kind: 'pandora-request',
    method: event.request.method,
    target,
    headers: [...event.request.headers.entries()],
    body: await event.request.arrayBuffer(),
  };
  const channel = new MessageChannel();
  const answer = await new Promise<BridgeAnswer>((resolve) => {
    const timer = setTimeout(() => resolve({ ok: false, error: 'the page did not answer' }), kPatience);
    channel.port1.onmessage = (message: MessageEvent<BridgeAnswer>) => {
      clearTimeout(timer);
      resolve(message.data);
    };
    page.postMessage(request, [channel.port2, request.body]);
  });
  return answer.ok ? new Response(answer.body, { status: answer.status, headers: answer.headers }) : refusal(answer.error);
}

async function findPage(clientId: string): Promise<Client | undefined> {
  const asking = clientId ? await self.clients.get(clientId) : undefined;
  if (asking?.type === 'window') return asking;
  return (await self.clients.matchAll({ type: 'window' }))[0];
}

function refusal(error: string): Response {
  return Response.json({ error }, { status: 503 });
}
