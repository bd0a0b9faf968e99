// Parquet files that other makers' writers wrote, as the source of a kodo repo: every record must come out as it was written, in each
// of their encodings, codecs and page versions. parquet.mjs registers these tests.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { test } from "../support/runner.mjs";
import { call, kAuthorization } from "./server_process.mjs";

const kRows = 3000;

const kSchema = [
  ...["n", "i32", "u32", "dec0"].map((key) => ({ key, valtype: "long" })),
  ...["f", "g", "dec"].map((key) => ({ key, valtype: "float" })),
  { key: "b", valtype: "boolean" },
  ...["s", "c"].map((key) => ({ key, valtype: "string" })),
  ...["t", "local", "ns", "d"].map((key) => ({ key, valtype: "date" })),
  { key: "l", valtype: "array", elemtype: "long" },
  { key: "ls", valtype: "array", elemtype: "string" },
  { key: "st", valtype: "map", schema: [{ key: "a", valtype: "long" }, { key: "l", valtype: "array", elemtype: "string" }] },
  { key: "m", valtype: "map", schema: [{ key: "even", valtype: "long" }, { key: "k", valtype: "long" }] },
  { key: "ll", valtype: "jsonstring" },
];

const pad = (value) => String(value).padStart(2, "0");

// The API shows what is not there as null.
function withoutNulls(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, withoutNulls(inner)]));
}

// What both writers are told to write; null for what is not there.
function expected(i) {
  const record = {
    n: i % 7 === 0 ? null : i - 1500, i32: 0 - i, u32: 4294967295 - i, dec0: i * 1000,
    f: i * 0.5, g: i / 4, dec: (i - 100) / 100,
    b: i % 3 === 0, s: i % 5 === 0 ? null : `row ${i} 二`, c: `city ${i % 5}`,
    t: `2017-01-12T${pad(15 + Math.floor(i / 3600))}:${pad(Math.floor(i / 60) % 60)}:${pad(i % 60)}+08:00`,
    local: `2017-01-12T15:${pad(i % 60)}:00.5+08:00`,
    ns: `2017-01-12T15:30:00.${String(100000001 + i * 10)}+08:00`,
    d: `2017-01-${pad(1 + (i % 31))}T00:00:00+08:00`,
    l: i % 6 === 0 ? null : Array(i % 4).fill(i), ls: [`é${i}`, ""],
    st: i % 4 === 0 ? null : { a: i, l: Array(i % 3).fill("q") },
    m: i % 2 === 0 ? { even: i, k: 0 - i } : { k: 0 - i },
    ll: JSON.stringify([[i], [], [1, 2]]),
  };
  return withoutNulls(record);
}

const kDuckdbTable = `CREATE TABLE written AS SELECT CASE WHEN i % 7 <> 0 THEN i - 1500 END AS n, (-i)::INTEGER AS i32,
  (4294967295 - i)::UINTEGER AS u32, (i * 1000)::DECIMAL(12, 0) AS dec0, i * 0.5::DOUBLE AS f, i::FLOAT / 4 AS g,
  ((i - 100)::DECIMAL(18, 2) / 100)::DECIMAL(18, 2) AS dec, i % 3 = 0 AS b, CASE WHEN i % 5 <> 0 THEN 'row ' || i || ' 二' END AS s,
  'city ' || (i % 5) AS c, TIMESTAMPTZ '2017-01-12 07:00:00+00' + INTERVAL (i) SECOND AS t,
  TIMESTAMP '2017-01-12 15:00:00.5' + INTERVAL (i % 60) MINUTE AS local,
  make_timestamp_ns(epoch_ns(TIMESTAMP '2017-01-12 15:30:00') + 100000001 + i * 10) AS ns,
  DATE '2017-01-01' + (i % 31)::INTEGER AS d, CASE WHEN i % 6 <> 0 THEN list_transform(range(i % 4), x -> i) END AS l, ['é' || i, ''] AS ls,
  CASE WHEN i % 4 <> 0 THEN {a: i, l: list_transform(range(i % 3), x -> 'q')} END AS st,
  CASE WHEN i % 2 = 0 THEN MAP {'even': i, 'k': -i} ELSE MAP {'other': 1, 'k': -i} END AS m, [[i], [], [1, 2]] AS ll FROM range(${kRows}) r(i)`;

const kDuckdbForms = {
  snappy: "COMPRESSION snappy",
  gzip: "COMPRESSION gzip",
  "no codec, several row groups": "COMPRESSION uncompressed, ROW_GROUP_SIZE 2048",
  "no dictionary": "COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1",
  "version 2": "PARQUET_VERSION v2, COMPRESSION gzip",
  "version 2, no dictionary": "PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1",
};

const kPyarrowForms = ["plain", "version2", "no_dictionary", "small_pages", "small_pages2", "deltas", "legacy"];

// Reads the file through a repo of its own, in the order of the offsets.
async function recordsOf(port, repo, path) {
  await call(port, "POST", `/v2/repos/${repo}`, { region: "nb", type: "kodo", bucket: repo, keyPrefix: "", fileType: "parquet", schema: kSchema });
  const url = `http://127.0.0.1:${port}/_sim/objects/${repo}/file`;
  const put = await fetch(url, { method: "PUT", headers: { Authorization: kAuthorization }, body: readFileSync(path) });
  assert.equal(put.status, 200);
  await call(port, "POST", "/_sim/clock", { advance: "1s" });
  const { records } = await call(port, "GET", `/_sim/repos/${repo}/records?limit=10000`);
  const journal = await call(port, "GET", "/_sim/journal?from=-2");
  return { records: records.map(({ record }) => record), journal };
}

async function checkFile(port, repo, path) {
  const { records, journal } = await recordsOf(port, repo, path);
  assert.equal(records.length, kRows, JSON.stringify(journal));
  records.forEach((record, i) => assert.deepEqual(withoutNulls(record), expected(i), `record ${i}`));
}

// Registers the tests. `query` runs SQL in DuckDB, `script` an action of parquet_pyarrow.py; each null where it is not to be had.
export async function testWritten({ port, folder, query, script }) {
  let number = 0;
  const check = (maker, form, write) =>
    test(`a file of ${maker} is read: ${form}`, async () => {
      const path = join(folder, `written${(number += 1)}.parquet`);
      await write(path);
      await checkFile(port, `${maker}${number}`, path);
    });
  if (query) {
    await query(kDuckdbTable);
    for (const [form, options] of Object.entries(kDuckdbForms)) {
      check("DuckDB", form, (path) => query(`COPY written TO '${path}' (FORMAT parquet, ${options})`));
    }
    test("a codec that is not read is named", async () => {
      const path = join(folder, "zstd.parquet");
      await query(`COPY written TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
      const { records, journal } = await recordsOf(port, "zstd", path);
      assert.equal(records.length, 0);
      assert.match(JSON.stringify(journal), /compressed with ZSTD; UNCOMPRESSED, SNAPPY and GZIP are read/);
    });
  }
  if (script) for (const form of kPyarrowForms) check("pyarrow", form, (path) => script("write", path, form, String(kRows)));
}
