// The first script of the page, and a small one: has the engine start while the console's own script is on its way.
import { engineFiles, startEngine } from '../engine/early_start.ts';
import { wasmIsLikely } from '../engine/last_kind.ts';

// The console's script may have come first, and then has started or taken one itself.
if (!('pandoraStartedEngine' in globalThis) && wasmIsLikely()) globalThis.pandoraStartedEngine = startEngine(engineFiles());
