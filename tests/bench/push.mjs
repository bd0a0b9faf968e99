// How our native contestant of W1 is started (push_bench.cc).
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchDir } from "./data.mjs";
import { builtProgram, quote, releaseDir } from "./lib.mjs";

export function pushCommand({ name, path, schema }) {
  const program = builtProgram(join(releaseDir, "push_bench"), "./dev bench, or tools/build.sh release push_bench");
  const schemaPath = join(benchDir, `${name}.schema.json`);
  writeFileSync(schemaPath, JSON.stringify(schema));
  return `${quote(program)} ${quote(path)} ${quote(schemaPath)} ${quote(join(benchDir, "w1-ours.db"))}`;
}
