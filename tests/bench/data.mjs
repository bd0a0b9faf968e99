// The two data sets of the bench as files of point text (`key=value` fields between tabs, one record a line), each made once
// into build/bench/data and the same on every machine:
//
//   flights  1,000,000 records, 75 MB: five short fields; real delays of real flights, from the npm package vega-datasets
//   access   1,000,000 records, 364 MB: twelve fields of every type, as a web server's log might have them; invented
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const benchDir = join(root, "build/bench");

const kRows = 1_000_000;

// A file's name carries a version: a data set that is changed gets a new one, so that no old file is taken for it.
const kSets = {
  flights: {
    file: "flights-1.txt",
    make: makeFlights,
    schema: [
      { key: "date", valtype: "date" },
      { key: "delay", valtype: "long" },
      { key: "distance", valtype: "long" },
      { key: "origin", valtype: "string" },
      { key: "destination", valtype: "string" },
    ],
  },
  access: {
    file: "access-1.txt",
    make: makeAccess,
    schema: [
      { key: "time", valtype: "date" },
      { key: "host", valtype: "string" },
      { key: "remote", valtype: "string" },
      { key: "method", valtype: "string" },
      { key: "path", valtype: "string" },
      { key: "status", valtype: "long" },
      { key: "bytes", valtype: "long" },
      { key: "latency", valtype: "float" },
      { key: "referer", valtype: "string" },
      { key: "agent", valtype: "string" },
      { key: "tags", valtype: "array", elemtype: "string" },
      {
        key: "args",
        valtype: "map",
        schema: [
          { key: "user", valtype: "string" },
          { key: "page", valtype: "long" },
          { key: "score", valtype: "float" },
        ],
      },
    ],
  },
};

// {name, path, rows, bytes, schema} of a data set, made first if it is not there.
export function dataSet(name) {
  const { file, make, schema } = kSets[name];
  const path = join(benchDir, "data", file);
  if (!existsSync(path)) {
    process.stderr.write(`bench: making the data set ${name}\n`);
    mkdirSync(dirname(path), { recursive: true });
    // Under another name until it is whole: a bench that is interrupted leaves no half of it behind.
    const output = new LineFile(`${path}.part`);
    make(output);
    output.close();
    renameSync(`${path}.part`, path);
  }
  return { name, path, rows: kRows, bytes: statSync(path).size, schema };
}

class LineFile {
  #descriptor;
  #lines = [];

  constructor(path) {
    this.#descriptor = openSync(path, "w");
  }

  add(line) {
    this.#lines.push(line);
    if (this.#lines.length === 20_000) this.#flush();
  }

  close() {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush() {
    if (this.#lines.length > 0) writeSync(this.#descriptor, this.#lines.join("\n") + "\n");
    this.#lines = [];
  }
}

const kMinute = 60_000;
const kDay = 24 * 60 * kMinute;

const isoSeconds = (millis) => new Date(millis).toISOString().replace(".000Z", "Z");

// The package's 20,000 flights of 90 days, again and again, each time 90 days later.
function makeFlights(output) {
  const source = join(root, "web/node_modules/vega-datasets/data/flights-20k.json");
  const flights = JSON.parse(readFileSync(source, "utf8")).map((flight) => ({
    millis: Date.parse(`${flight.date.replaceAll("/", "-").replace(" ", "T")}Z`),
    rest: `delay=${flight.delay}\tdistance=${flight.distance}\torigin=${flight.origin}\tdestination=${flight.destination}`,
  }));
  for (let row = 0; row < kRows; ++row) {
    const flight = flights[row % flights.length];
    const millis = flight.millis + 90 * kDay * Math.floor(row / flights.length);
    output.add(`date=${isoSeconds(millis)}\t${flight.rest}`);
  }
}

// xorshift32: any fixed sequence will do, but it must never change.
class Random {
  #state = 0x9e3779b9;

  below(limit) {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

const kAgents = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  "curl/8.11.0",
];
const kMethods = ["GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "PUT"];
const kSections = ["articles", "products/catalogue", "static/images", "api/v2/search", "help/questions", "account/orders"];
const kSuffixes = ["", ".html", ".json", ".png", "/comments", "/edit"];
const kStatuses = [200, 200, 200, 200, 200, 200, 204, 301, 304, 404, 500];
const kTags = ["cache-hit", "cache-miss", "mobile", "desktop", "new-visitor", "signed-in", "beta"];

// A hundredth of a second apart on average; few hosts and agents, many paths and addresses, as logs are.
function makeAccess(output) {
  const random = new Random();
  let millis = Date.parse("2026-03-01T00:00:00Z");
  for (let row = 0; row < kRows; ++row) {
    millis += random.below(20);
    const tags = Array.from({ length: random.below(3) }, () => `"${random.pick(kTags)}"`);
    const referer = `https://example.com/${random.pick(kSections)}/${random.below(100_000)}`;
    const args = `{"user":"u${random.below(200_000)}","page":${random.below(50)},"score":${random.below(10_000) / 100}}`;
    output.add(
      [
        `time=${new Date(millis).toISOString()}`,
        `host=www${random.below(4)}.example.com`,
        `remote=10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
        `method=${random.pick(kMethods)}`,
        `path=/${random.pick(kSections)}/${random.below(1_000_000)}${random.pick(kSuffixes)}`,
        `status=${random.pick(kStatuses)}`,
        `bytes=${random.below(200_000)}`,
        `latency=${random.below(3_000_000) / 1_000_000}`,
        `referer=${referer}`,
        `agent=${random.pick(kAgents)}`,
        `tags=[${tags.join(",")}]`,
        `args=${args}`,
      ].join("\t"),
    );
  }
}
