// The second file of the wasm module (see split_wasm.mjs): the functions that the console's first screens do not run. It is fetched when
// the state is open, and at once when one of them is called before; then the call waits, as any call does. Used by module.ts only.
//
// In the first file each of those functions is an entry of the table that leads here; instantiating the second file puts the functions
// themselves into the table.

import { compileWasm } from '../compile.ts';

export class RestModule {
  private exports: WebAssembly.Exports | undefined;
  private table: WebAssembly.Table | undefined;
  private loaded = false;

  constructor(private readonly url: string) {}

  // What the first file imports: functions by their place in the table.
  readonly placeholders = new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, place) => (...args: unknown[]) => this.call(Number(place), args),
  });

  // The first file's exports, once it is instantiated.
  follow(exports: WebAssembly.Exports): void {
    this.exports = exports;
    this.table = Object.values(exports).find((value): value is WebAssembly.Table => value instanceof WebAssembly.Table);
  }

  // Fetches the file while nothing waits for it. Rejects where that fails; the first call then tries again.
  async fetchAhead(): Promise<void> {
    if (this.loaded) return;
    const compiled = await compileWasm(this.url);
    if (!this.loaded) this.join(compiled);
  }

  private call(place: number, args: unknown[]): unknown {
    if (!this.loaded) this.join(new WebAssembly.Module(this.fetchNow()));
    return (this.table?.get(place) as (...args: unknown[]) => unknown)(...args);
  }

  // A wasm function cannot wait for a promise, so this is one of the few places where a synchronous request is right; only a worker
  // is held up by it.
  private fetchNow(): ArrayBuffer {
    const request = new XMLHttpRequest();
    request.open('GET', this.url, false);
    request.responseType = 'arraybuffer';
    try {
      request.send();
    } catch {
      // told below: a request that got no answer has status 0
    }
    if (request.status === 200) return request.response as ArrayBuffer;
    throw new Error(`a part of the engine could not be loaded (${this.url}: HTTP ${request.status}); reload the page`);
  }

  private join(compiled: WebAssembly.Module): void {
    new WebAssembly.Instance(compiled, { primary: this.exports ?? {} });
    this.loaded = true;
  }
}
