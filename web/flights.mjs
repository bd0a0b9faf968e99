// Turns the flights of the npm package vega-datasets into what the guided demo pushes: point text in files of a few hundred kilobytes.
// The same input gives the same bytes, whatever the machine: docs/demos/flights.hurl and the journal's checksum depend on it.
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kFiles = 8;
const kSource = fileURLToPath(new URL('node_modules/vega-datasets/data/flights-20k.json', import.meta.url));
const kScenario = fileURLToPath(new URL('../docs/demos/flights.hurl', import.meta.url));

// "2001/01/01 00:47" is local time without a zone; the simulator's zone is +08:00.
function rfc3339(date) {
  const match = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}:\d{2})$/.exec(date);
  if (!match) throw new Error(`flights: unexpected date ${date}`);
  return `${match[1]}-${match[2]}-${match[3]}T${match[4]}:00+08:00`;
}

function pointLine({ date, delay, distance, origin, destination }) {
  const route = JSON.stringify({ from: origin, to: destination });
  return `date=${rfc3339(date)}\tdelay=${delay}\tdistance=${distance}\torigin=${origin}\tdestination=${destination}\troute=${route}`;
}

// Writes flights-01.txt ..., the scenario and index.json into `folder`.
export function writeFlights(folder) {
  mkdirSync(folder, { recursive: true });
  const flights = JSON.parse(readFileSync(kSource, 'utf8'));
  const size = Math.ceil(flights.length / kFiles);
  const files = [];
  for (let i = 0; i < kFiles; i++) {
    const name = `flights-${String(i + 1).padStart(2, '0')}.txt`;
    writeFileSync(join(folder, name), flights.slice(i * size, (i + 1) * size).map(pointLine).join('\n') + '\n');
    files.push(name);
  }
  copyFileSync(kScenario, join(folder, 'flights.hurl'));
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ scenario: 'flights.hurl', files }) + '\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../build/web/demos/flights', import.meta.url));
  writeFlights(folder);
}
