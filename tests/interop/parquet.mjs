// Parquet files of kodo exports, read by readers that are not ours, and files of their writers, read by us: DuckDB from npm and pyarrow
// from PyPI, installed into build/interop and skipped with a message where they cannot be had. Every value must come back.
//
//   node tests/interop/parquet.mjs [WORD...]     ends with "N passed, N failed"
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { nativeBinary } from "../support/native.mjs";
import { run, test } from "../support/runner.mjs";
import { call, kAuthorization, startServer, stopServer } from "./server_process.mjs";
import { testWritten } from "./parquet_written.mjs";
import { installDuckdb, installPyarrow } from "./readers.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pandora-parquet-"));
const execute = promisify(execFile);

const kFields = [
  { key: "n", valtype: "long" },
  { key: "f", valtype: "float" },
  { key: "b", valtype: "boolean" },
  { key: "t", valtype: "date" },
  { key: "s", valtype: "string" },
  { key: "j", valtype: "jsonstring" },
  { key: "ln", valtype: "array", elemtype: "long" },
  { key: "lf", valtype: "array", elemtype: "float" },
  { key: "lb", valtype: "array", elemtype: "boolean" },
  { key: "ls", valtype: "array", elemtype: "string" },
  {
    key: "m",
    valtype: "map",
    schema: [
      { key: "x", valtype: "long" },
      { key: "when", valtype: "date" },
      { key: "deep", valtype: "map", schema: [{ key: "text", valtype: "string" }, { key: "list", valtype: "array", elemtype: "string" }] },
    ],
  },
];

// A record as point text, and as the readers are to show it: longs as texts, dates as microseconds, what is absent as null. `m` is
// given flat: x, when, deep.text, deep.list.
const text = (value) => value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
const micros = (date) => (date === undefined ? null : String(BigInt(Date.parse(date)) * 1000n));

function expected(record) {
  const { n, f, b, t, s, j, ln, lf, lb, ls, m } = record;
  return {
    n: n ?? null, f: f ?? null, b: b ?? null, t: micros(t), s: s ?? null, j: j ?? null,
    ln: ln ?? null, lf: lf ?? null, lb: lb ?? null, ls: ls ?? null,
    m_x: m?.x ?? null, m_when: micros(m?.when), m_deep_text: m?.deep?.text ?? null, m_deep_list: m?.deep?.list ?? null,
  };
}

function point(record) {
  const json = (value) => JSON.stringify(value).replaceAll(/"#(-?\d+)"/g, "$1");
  const longs = (list) => json(list.map((value) => `#${value}`));
  const form = {
    s: text,
    ln: longs, lf: json, lb: json, ls: json,
    m: (m) => json({ ...m, ...(m.x !== undefined && { x: `#${m.x}` }) }),
  };
  return Object.entries(record).map(([key, value]) => `${key}=${form[key] ? form[key](value) : value}`).join("\t");
}

const kRecords = [
  {
    n: "42", f: 2.5, b: true, t: "2017-01-12T15:30:00+08:00", s: "plain", j: '{"k":[1,"二"]}', ln: ["1", "2"], lf: [0.5, -1.25], lb: [true, false],
    ls: ["a", "b"], m: { x: "7", when: "2017-01-12T15:30:00.250+08:00", deep: { text: "inner", list: ["p", "q"] } },
  },
  // Only one field, the others null.
  { n: "0" },
  { s: "" },
  // Extremes.
  { n: "9223372036854775807", f: 1.7976931348623157e308, t: "9999-12-31T23:59:59.999Z", ln: ["-9223372036854775808", "9223372036854775807"] },
  { n: "-9223372036854775808", f: 5e-324, t: "0001-01-01T00:00:00Z", m: { x: "-9223372036854775808" } },
  { f: -0.1, t: "1969-12-31T23:59:59.999Z", b: false },
  // Texts that need care.
  { s: "小张 \u{1f600} é", ls: ["", "二", "a\"b\\c"], j: '"\\u4e8c"' },
  { s: "tab\there\nnewline \\ \"quote\"", m: { deep: { text: "", list: [] } } },
  // Empty lists and maps are not null.
  { ln: [], lf: [], lb: [], ls: [], m: {} },
  { m: { deep: {} } },
  { m: { when: "2000-02-29T00:00:00Z", deep: { list: ["only"] } } },
  { s: "x".repeat(5000), ls: Array.from({ length: 300 }, (_, i) => `element ${i}`) },
];

// Enough for more than one row group (131072 records), with columns that have a dictionary, that have none, and that have nulls.
const kMany = 150_000;
const manyRecord = (i) => ({ n: String(i), ...(i % 3 !== 0 && { s: `city ${i % 100}` }), j: `${i}`, ...(i % 1000 === 0 && { ls: [`row ${i}`, "same"] }) });

// Makes a repo, exports it to parquet, pushes `lines` and answers the path of the file that comes out.
async function exportFile(port, repo, lines) {
  await call(port, "POST", `/v2/repos/${repo}`, { region: "nb", schema: kFields });
  const fields = Object.fromEntries(kFields.map(({ key }) => [key, `#${key}`]));
  const spec = { bucket: repo, keyPrefix: "file$(sec)", email: "a@b", accessKey: "k", fields, rotateInterval: 60, format: "parquet", compress: true };
  await call(port, "POST", `/v2/repos/${repo}/exports/e`, { type: "kodo", spec });
  for (let at = 0; at < lines.length; at += 20_000) {
    await call(port, "POST", `/v2/repos/${repo}/data`, lines.slice(at, at + 20_000).join("\n"));
  }
  await call(port, "POST", "/_sim/clock", { advance: "60s" });
  const { objects } = await call(port, "GET", `/_sim/objects/${repo}`);
  assert.equal(objects.length, 1);
  const response = await fetch(`http://127.0.0.1:${port}/_sim/objects/${repo}/${objects[0].key}`, { headers: { Authorization: kAuthorization } });
  const path = join(folder, `${repo}.parquet`);
  writeFileSync(path, Buffer.from(await response.arrayBuffer()));
  return path;
}

// As our writer makes it of the fields n, l (a list) and m (nested maps): an export never makes a file without records.
const kEmptyFile = "504152311502199c4806736368656d611506001504250218016e00350218016c150215064c3c000000350418046c697374150200150c25021807656c656d656e7425004c1c000000350218016d150400150a25021801780035021801791502001500250218017a001600190c281170616e646f72612d73696d20302e312e30194c1c00001c00001c00001c0000008a00000050415231";

async function duckdbReader() {
  const duckdb = await installDuckdb();
  if (!duckdb) return null;
  const connection = await (await duckdb.DuckDBInstance.create(":memory:")).connect();
  const query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const lists = (...names) => names.map((name) => `list_transform(${name}, x -> x::VARCHAR) AS ${name}`).join(", ");
  return {
    name: "DuckDB",
    query,
    read: (path) =>
      query(
        `SELECT n::VARCHAR AS n, f, b, epoch_us(t)::VARCHAR AS t, s, j, ${lists("ln")}, lf, lb, ls, m.x::VARCHAR AS m_x, ` +
          `epoch_us(m."when")::VARCHAR AS m_when, m.deep."text" AS m_deep_text, m.deep.list AS m_deep_list FROM '${path}'`,
      ),
    count: async (path) => Number((await query(`SELECT count(*)::INT AS c FROM '${path}'`))[0].c),
    // Statistics decide which row groups are looked at: a wrong bound loses rows.
    filter: async (path, n) => query(`SELECT n::VARCHAR AS n, s FROM '${path}' WHERE n = ${n} AND j = '${n}'`),
    extra: async (path) => {
      const groups = await query(
        `SELECT row_group_id, any_value(row_group_num_rows)::INT AS rows, count(*)::INT AS columns, any_value(compression) AS codec, ` +
          `bool_or(encodings LIKE '%RLE_DICTIONARY%') AS dictionary FROM parquet_metadata('${path}') GROUP BY 1 ORDER BY 1`,
      );
      assert.deepEqual(groups.map(({ rows }) => rows), [131_072, kMany - 131_072]);
      assert.ok(groups.every(({ codec, dictionary }) => codec === "SNAPPY" && dictionary));
      const [{ created_by: maker }] = await query(`SELECT created_by FROM parquet_file_metadata('${path}')`);
      assert.match(maker, /^pandora-sim \d/);
    },
  };
}

async function pyarrowReader() {
  const python = await installPyarrow();
  if (!python) return null;
  const script = async (...args) => {
    const { stdout } = await execute("python3", [join(here, "parquet_pyarrow.py"), ...args], { env: python.env, maxBuffer: 1 << 28 });
    return JSON.parse(stdout);
  };
  return {
    name: "pyarrow",
    script,
    read: (path) => script("read", path),
    count: async (path) => (await script("count", path)).rows,
    filter: (path, n) => script("filter", path, String(n)),
    extra: async (path) => assert.deepEqual((await script("groups", path)).rows, [131_072, kMany - 131_072]),
  };
}

function testReader(reader, files) {
  test(`${reader.name} reads every type, null, list and map`, async () => {
    const rows = await reader.read(files.values);
    assert.equal(rows.length, kRecords.length);
    kRecords.forEach((record, index) => assert.deepEqual(rows[index], expected(record), `record ${index}`));
  });
  test(`${reader.name} reads a file without records`, async () => {
    assert.equal(await reader.count(files.empty), 0);
  });
  test(`${reader.name} reads several row groups`, async () => {
    const rows = await reader.read(files.many);
    assert.equal(rows.length, kMany);
    for (let i = 0; i < kMany; i += i % 1000 === 0 ? 1 : 37) assert.deepEqual(rows[i], expected(manyRecord(i)), `record ${i}`);
    await reader.extra(files.many);
  });
  test(`${reader.name} finds a record by the statistics`, async () => {
    for (const n of [0, 131_071, 131_072, kMany - 1]) {
      assert.deepEqual(await reader.filter(files.many, n), [{ n: String(n), s: manyRecord(n).s ?? null }]);
    }
  });
}

let failed = 1;
const server = await startServer(nativeBinary(), ["--port", "0", "--data", ":memory:", "--clock", "virtual"]);
try {
  const files = { empty: join(folder, "empty.parquet") };
  writeFileSync(files.empty, Buffer.from(kEmptyFile, "hex"));
  files.values = await exportFile(server.port, "values", kRecords.map(point));
  files.many = await exportFile(server.port, "many", Array.from({ length: kMany }, (_, i) => point(manyRecord(i))));
  for (const make of [duckdbReader, pyarrowReader]) {
    const reader = await make();
    if (!reader) continue;
    testReader(reader, files);
    await testWritten({ port: server.port, folder, query: reader.query, script: reader.script });
  }
  test("the files begin and end as parquet files do, whatever compress says", async () => {
    for (const path of Object.values(files)) {
      const bytes = readFileSync(path);
      assert.equal(bytes.subarray(0, 4).toString() + bytes.subarray(-4).toString(), "PAR1PAR1");
    }
  });
  failed = await run();
} finally {
  await stopServer(server);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed > 0 ? 1 : 0);
