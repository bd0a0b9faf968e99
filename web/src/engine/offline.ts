// The page's side of the service worker: registers it for a static site, and answers the requests that page code makes to the
// simulated API with plain fetch('/v2/...').
import type { BridgeAnswer, BridgeRequest } from '../protocol/tab_messages.ts';
import type { Engine } from './engine.ts';

// With a native server the network answers, so a service worker left over from a static visit is removed.
export async function goOffline(engine: Engine, base: URL): Promise<void> {
  const container = navigator.serviceWorker;
  if (!container) return;
  if (engine.kind === 'http') {
    const registration = await container.getRegistration(base.pathname);
    await registration?.unregister();
    return;
  }
  container.addEventListener('message', (event: MessageEvent<BridgeRequest>) => {
    const port = event.ports[0];
    if (event.data.kind === 'pandora-request' && port) void answer(engine, event.data, port);
  });
  container.startMessages();
  await container.register(new URL('service_worker.js', base), { scope: base.pathname, updateViaCache: 'none' });
}

async function answer(engine: Engine, request: BridgeRequest, port: MessagePort): Promise<void> {
  const { method, target, headers } = request;
  const result = await engine.send({ method, target, headers, body: new Uint8Array(request.body) });
  if (!result.ok) return port.postMessage({ ok: false, error: result.error } satisfies BridgeAnswer);
  const { status, body } = result.value;
  const reply: BridgeAnswer = { ok: true, status, headers: result.value.headers, body: body.buffer };
  port.postMessage(reply, [reply.body]);
}
