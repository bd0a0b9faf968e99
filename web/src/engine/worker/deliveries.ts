// Deliveries of http exports from a tab. Back to the simulator of this tab: always. To an address outside: by `fetch`, and only when
// the person has allowed it, for what is pushed here must not leave the tab unasked. All others are held, with the reason.
//
// The page's own policy (connect-src 'self') stays as strict as it is: a worker has the policy of its own file, and this list is what
// bounds it. The browser's rules for pages stay: the target must allow this page's origin (CORS), and an https page reaches no http
// address but those of this machine.
import { decodeUtf8 } from '../../base/bytes.ts';
import { errorText, type Result } from '../../base/result.ts';
import { kServiceTarget, type ApiRequest, type ApiResponse, type HeaderList } from '../../protocol/http.ts';
import type { DeliveryResult } from './simulator_host.ts';

const kTime = 10_000; // milliseconds
const kKept = 1024; // bytes of an answer's body

export class Deliveries {
  private allowed = new Set<string>();

  constructor(
    private readonly ownOrigin: string,
    private readonly ask: (request: ApiRequest) => Promise<Result<ApiResponse>>,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  // Origins as `new URL(address).origin` spells them.
  allow(origins: readonly string[]): void {
    this.allowed = new Set(origins);
  }

  async deliver(request: ApiRequest): Promise<DeliveryResult> {
    try {
      const url = new URL(request.target);
      const path = url.pathname + url.search;
      if (url.origin === this.ownOrigin && kServiceTarget.test(path)) return await this.deliverHere({ ...request, target: path });
      if (this.allowed.has(url.origin)) return await this.deliverOutside(url, request);
      return held(`${url.origin} is not among the addresses that this tab may deliver to`);
    } catch (error) {
      return failed(errorText(error));
    }
  }

  private async deliverHere(request: ApiRequest): Promise<DeliveryResult> {
    const answer = await this.ask(request);
    return answer.ok ? answered(answer.value.status, answer.value.body) : held(answer.error);
  }

  private async deliverOutside(url: URL, request: ApiRequest): Promise<DeliveryResult> {
    try {
      const response = await this.fetch(url, {
        method: request.method,
        headers: outsideHeaders(request.headers),
        body: request.body,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(kTime),
      });
      if (response.type === 'opaqueredirect') return failed('the answer was a redirect, which is not followed');
      return answered(response.status, await beginning(response));
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return failed('no answer within 10 s');
      return failed(`${errorText(error)}: nobody answers, the answer does not allow this page (CORS), or the policy of this site forbids it`);
    }
  }
}

// Authorization is for this simulator itself, the lengths are the browser's to say.
function outsideHeaders(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => /^content-type$/i.test(name));
}

async function beginning(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const kept = new Uint8Array(kKept);
  let size = 0;
  while (reader && size < kKept) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, kKept - size);
    kept.set(piece, size);
    size += piece.length;
  }
  await reader?.cancel();
  return kept.subarray(0, size);
}

function answered(status: number, body: Uint8Array): DeliveryResult {
  return { status, error: '', body: decodeUtf8(body.slice(0, kKept)), held: false };
}

const failed = (error: string): DeliveryResult => ({ status: 0, error, body: '', held: false });
const held = (error: string): DeliveryResult => ({ status: 0, error, body: '', held: true });
