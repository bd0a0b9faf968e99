// W3: regular expressions over a stored table, a web server's log: a group of each path counted, and paths filtered. Times are in
// process, of statements that have run before. sqlite3's shell has REGEXP, but nothing that extracts.
//
//   node w3.mjs [--quick]      prints rows for run.mjs
import { printRows } from "./lib.mjs";
import { measureQueries } from "./query.mjs";

const kExtract = "^/([a-z]+)/";
const kFilter = "/(articles|help/questions)/[0-9]*7(.html|/comments)$";
const kAgents = "Firefox/[0-9]+|Chrome/1[0-9]+";

const kQueries = [
  {
    name: "extract and count",
    rows: 6,
    ours: `select regexp_extract(path, '${kExtract}', 1) s, count(*) n from stream group by regexp_extract(path, '${kExtract}', 1)`,
    duckdb: `SELECT regexp_extract(path, '${kExtract}', 1) s, count(*) n FROM records GROUP BY s`,
  },
  {
    name: "filter",
    ours: `select count(*) n, avg(latency) l from stream where path rlike '${kFilter}'`,
    duckdb: `SELECT count(*) n, avg(latency) l FROM records WHERE regexp_matches(path, '${kFilter}')`,
    sqlite: `SELECT count(*) n, avg(latency) l FROM records WHERE path REGEXP '${kFilter}'`,
  },
  {
    name: "filter and extract",
    rows: 6,
    ours: `select regexp_extract(path, '${kExtract}', 1) s, count(*) n from stream where agent rlike '${kAgents}' group by regexp_extract(path, '${kExtract}', 1)`,
    duckdb: `SELECT regexp_extract(path, '${kExtract}', 1) s, count(*) n FROM records WHERE regexp_matches(agent, '${kAgents}') GROUP BY s`,
  },
];

printRows(await measureQueries("W3 regular expressions, access", "access", kQueries, 7));
