// A small test runner: `test(name, work)` registers, `run()` runs them in order and prints one line each and "N passed, N failed" at the
// end. A test fails when it throws or takes longer than its limit. Names may be filtered by words on the command line.

const kLimit = 120_000; // milliseconds
const tests = [];

export function test(name, work) {
  tests.push({ name, work });
}

function withLimit(promise, name) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name}: not done after ${kLimit / 1000} s`)), kLimit);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

// Answers the number of failures. `context` is handed to every test.
export async function run(context, words = process.argv.slice(2)) {
  let passed = 0;
  let failed = 0;
  for (const { name, work } of tests.filter((entry) => words.every((word) => entry.name.includes(word)))) {
    const started = performance.now();
    try {
      await withLimit(work(context), name);
      passed++;
      console.log(`ok   ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}\n     ${String(error?.stack ?? error).replaceAll('\n', '\n     ')}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}
