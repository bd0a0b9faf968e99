// The glue that Emscripten writes (build/wasm/pandora.mjs); build.mjs resolves this name to it.
declare module 'pandora-module' {
  import type { PandoraModule } from './module.ts';
  export default function createModule(options: object): Promise<PandoraModule>;
}
