// The first script of the page, and a small one: runs before anything else is parsed, and has the engine start while the console's own
// script is on its way.
import { engineFiles, startEngine, startProbe } from '../engine/early_start.ts';
import { wasmIsLikely } from '../engine/last_kind.ts';

startProbe(new URL('.', document.baseURI));
if (wasmIsLikely()) globalThis.pandoraStartedEngine = startEngine(engineFiles());
