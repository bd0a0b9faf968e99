// The stored tables that W2 and W3 read, made once per data set and program into build/bench: ours as a state file, DuckDB's and
// SQLite's as database files with columns of the same types.
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchDir, dataSet } from "./data.mjs";
import { builtProgram, quote, releaseDir, runShell, say } from "./lib.mjs";

// The state file that push_bench makes of the data set; anew when the program is newer.
export async function stateFile(name) {
  const { path, schema } = dataSet(name);
  const program = builtProgram(join(releaseDir, "push_bench"), "./dev bench, or tools/build.sh release push_bench");
  const state = join(benchDir, `query-${name}.db`);
  if (existsSync(state) && statSync(state).mtimeMs > statSync(program).mtimeMs) return state;
  say(`pushing ${name} into a state file`);
  const schemaPath = join(benchDir, `${name}.schema.json`);
  writeFileSync(schemaPath, JSON.stringify(schema));
  await runShell(`${quote(program)} ${quote(path)} ${quote(schemaPath)} ${quote(state)}`);
  return state;
}

// A SQLite database with the table `records`; the text before the first `=` of each field is cut off.
export async function sqliteFile(name) {
  const file = join(benchDir, `query-${name}.sqlite`);
  if (existsSync(file)) return file;
  say(`importing ${name} into SQLite`);
  const { path, schema } = dataSet(name);
  const types = { date: "TEXT", long: "INTEGER", float: "REAL" };
  const columns = schema.map(({ key, valtype }) => `"${key}" ${types[valtype] ?? "TEXT"}`);
  const strip = "{ for (i = 1; i <= NF; ++i) $i = substr($i, index($i, \"=\") + 1); print }";
  const statements = [
    "PRAGMA journal_mode = OFF",
    `CREATE TABLE records (${columns.join(", ")})`,
    ".mode ascii",
    '.separator "\\t" "\\n"',
    ".import /dev/stdin records",
  ];
  const part = `${file}.part`;
  rmSync(part, { force: true });
  await runShell(
    `mawk -F '\\t' -v 'OFS=\\t' ${quote(strip)} ${quote(path)} | sqlite3 ${quote(part)} ${statements.map(quote).join(" ")} > /dev/null`,
  );
  renameSync(part, file);
  return file;
}

// The wall time of the fastest of three runs of a statement in one sqlite3, as its timer tells it, and that run's processor time.
export async function timeSqlite(file, sql) {
  // The timer is heard on stdout all the same, but only when the commands come that way.
  const commands = [".timer on", ".output /dev/null", ...Array(3).fill(`${sql};`)].join("\n");
  const { stdout } = await runShell(`printf '%s\\n' ${quote(commands)} | sqlite3 ${quote(file)}`);
  const runs = [...stdout.matchAll(/real (\S+) user (\S+) sys (\S+)/g)].map((match) => match.slice(1).map((text) => Number(text) * 1000));
  const [ms, user, system] = runs.sort((a, b) => a[0] - b[0])[0];
  return { ms, cpuMs: user + system };
}
