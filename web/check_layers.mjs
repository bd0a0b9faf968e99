// Checks that every file of src/ imports only from its own layer and those before it, and that no layer has a cycle to another.
// Run by build.mjs and by `./dev check`; prints each breach and exits with 1.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const kLayers = ['base', 'protocol', 'engine', 'widgets', 'pages', 'main'];
const kSource = fileURLToPath(new URL('src', import.meta.url));

function* sources(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

const layerOf = (path) => kLayers.indexOf(relative(kSource, path).split('/')[0]);

export function checkLayers() {
  const breaches = [];
  for (const path of sources(kSource)) {
    const text = readFileSync(path, 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const to = resolve(dirname(path), target);
      if (layerOf(to) > layerOf(path)) breaches.push(`${relative(kSource, path)} imports ${relative(kSource, to)}`);
      if (layerOf(to) < 0 && !relative(kSource, to).startsWith('styles')) breaches.push(`${relative(kSource, path)} imports from outside src`);
    }
    if (!text.startsWith('//')) breaches.push(`${relative(kSource, path)} has no opening comment`);
  }
  return breaches;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const breaches = checkLayers();
  for (const breach of breaches) console.error(`web layer: ${breach}`);
  process.exit(breaches.length === 0 ? 0 : 1);
}
