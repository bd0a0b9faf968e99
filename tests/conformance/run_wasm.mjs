// Runs conformance cases in the wasm build under node:
//
//   node tests/conformance/run_wasm.mjs [--module FILE.mjs] [--json FILE] [FILES or FOLDERS...]
//
// Without files: all of tests/conformance. Ends with the line "N passed, N failed" and exits 1 when one failed. --json
// writes all reports, one JSON object a line, to compare with those of other runs.
import {existsSync, readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const variables = {
  base: '',
  auth: '2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=',
};

function parseArguments(args) {
  const options = {module: undefined, json: undefined, paths: []};
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--module' || args[i] === '--json') {
      if (i + 1 === args.length) throw new Error(`${args[i]} needs a file name`);
      options[args[i].slice(2)] = args[++i];
    } else if (args[i].startsWith('--')) {
      throw new Error(`unknown option ${args[i]}; --module and --json are known`);
    } else {
      options.paths.push(args[i]);
    }
  }
  return options;
}

function findModule(given) {
  const places = ['build/wasm/node/pandora.mjs', 'build/wasm/pandora.mjs'];
  const candidates = given ? [given] : places.map(place => join(root, place));
  const found = candidates.find(existsSync);
  if (!found) throw new Error(`there is no ${candidates.join(' and no ')}: build the wasm preset first`);
  return resolve(found);
}

function findScenarios(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap(name => {
    const child = join(path, name);
    return statSync(child).isDirectory() || name.endsWith('.hurl') ? findScenarios(child) : [];
  });
}

// Answers the bytes of the files that `file,NAME;` bodies of the scenario at `path` name, or null.
function loaderOf(path) {
  return name => {
    const file = join(dirname(path), name);
    return existsSync(file) ? new Uint8Array(readFileSync(file)) : null;
  };
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  const glue = findModule(options.module);
  const {default: createModule} = await import(pathToFileURL(glue));
  const module = await createModule({wasmBinary: readFileSync(glue.replace(/\.mjs$/, '.wasm'))});
  const paths = options.paths.length ? options.paths : [here];
  const reports = [];
  for (const path of paths.flatMap(findScenarios)) {
    const text = readFileSync(path, 'utf8');
    const name = relative(root, resolve(path));
    const report = JSON.parse(module.runScenario(name, text, JSON.stringify(variables), loaderOf(path)));
    reports.push(report);
    for (const failure of report.failures) {
      console.log(`FAILED  ${report.name}:${failure.line}: entry ${failure.entry}: ${failure.message}`);
    }
    if (report.ok) console.log(`ok      ${report.name} (${report.entries} entries, ${report.asserts} asserts)`);
  }
  if (options.json) writeFileSync(options.json, reports.map(report => JSON.stringify(report) + '\n').join(''));
  const failed = reports.filter(report => !report.ok).length;
  console.log(`${reports.length - failed} passed, ${failed} failed`);
  return failed === 0 && reports.length > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`run_wasm: ${error.message ?? error}`);
  process.exitCode = 2;
}
