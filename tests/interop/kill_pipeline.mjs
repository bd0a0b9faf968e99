// A pipeline with sinks of every kind survives kill -9: pushes go in, the server is killed at one of the moments below, started again on
// the same file, and so on; at the end every sink has every record once, and the http server got each at least once, in order.
// A push that was not answered may be there or not: the records tell, and pushes go on behind them.
//
//   node tests/interop/kill_pipeline.mjs [WORDS]     ends with "N passed, N failed"
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as othersRun } from "node:timers/promises";

import { batch, checkInside, checkPosts, filesOfLoop, kEvents, makePipeline, pushesThere, settle } from "../support/every_sink.mjs";
import { nativeBinary } from "../support/native.mjs";
import { run, test } from "../support/runner.mjs";
import { Connection, kAuthorization, request, startServer, stopServer } from "./server_process.mjs";

const kTries = 2000; // of polls: each takes a turn of the server
const kLooks = 2_000_000; // at a file

const program = nativeBinary();

function asker(port) {
  return async (method, target, body) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`http://127.0.0.1:${port}${target}`, { method, body: text, headers: { Authorization: kAuthorization } });
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.equal(response.status, 200, `${method} ${target}: ${response.status} ${bytes.subarray(0, 500)}`);
    return bytes;
  };
}

// The server that http exports post to. It answers 200, unless it is told to hold what comes. `next()` is the next request to come.
async function startTarget() {
  const target = { bodies: { "/events": [], "/copies": [] }, holds: false };
  let wake = () => undefined;
  const server = http.createServer(async (incoming, response) => {
    const pieces = [];
    try {
      for await (const piece of incoming) pieces.push(piece);
    } catch {
      return; // the simulator died while it sent
    }
    target.bodies[incoming.url].push(Buffer.concat(pieces));
    if (!target.holds) await new Promise((sent) => response.on("close", sent).writeHead(200).end("thanks"));
    wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  target.host = `127.0.0.1:${server.address().port}`;
  target.next = () => new Promise((resolve) => (wake = resolve));
  target.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return target;
}

// One life of the server, to be ended by `kill`. `progress` counts pushes over all lives.
class Life {
  static async start(stateFile, sync, progress, target) {
    const life = new Life();
    life.server = await startServer(program, ["--port", "0", "--data", stateFile, "--clock", "virtual", "--sync", sync]);
    assert.ok(life.server.port > 0, life.server.stderr);
    return Object.assign(life, { stateFile, ask: asker(life.server.port), progress, target, connections: [] });
  }

  // What was answered is there; what was not, may be.
  async learn() {
    const there = await pushesThere(this.ask);
    const { answered, sent } = this.progress;
    assert.ok(there >= answered && there <= sent, `${there} pushes are there of ${answered} answered and ${sent} sent`);
    this.progress.answered = this.progress.sent = there;
  }

  // Has `answers` pushes answered, and leaves `onTheWay` without an answer.
  async push(answers, onTheWay) {
    const connection = await Connection.open(this.server.port);
    const send = () => connection.send(request("POST", kEvents, batch(this.progress.sent++)));
    this.connections.push(connection);
    for (let i = 0; i < onTheWay; i += 1) send();
    for (let i = 0; i < answers; i += 1) {
      send();
      await this.#answer(connection);
    }
  }

  async #answer(connection) {
    const response = await connection.response();
    if (response === null) return false;
    assert.equal(response.status, 200, response.body);
    this.progress.answered += 1;
    return true;
  }

  // Starts an advance that takes longer than anybody waits. Resolves to its answer, null when there is none.
  async advance() {
    const connection = await Connection.open(this.server.port);
    connection.send(request("POST", "/_sim/clock", JSON.stringify({ advance: "3650d" })));
    return connection.response({ milliseconds: 100_000 });
  }

  // Until the advance has written `count` files more.
  async filesMore(count) {
    const before = await filesOfLoop(this.ask);
    for (let i = 0; i < kTries; i += 1) {
      if ((await filesOfLoop(this.ask)) >= before + count) return;
    }
    assert.fail(`${count} files more in time`);
  }

  // Until the write-ahead log is being folded into the state file, which nothing else writes to.
  async checkpoint() {
    const written = () => statSync(this.stateFile, { bigint: true }).mtimeNs;
    const before = written();
    for (let i = 0; i < kLooks; i += 1) {
      if (written() !== before) return;
      await othersRun();
    }
    assert.fail("a checkpoint in time");
  }

  async kill() {
    this.server.child.kill("SIGKILL");
    assert.deepEqual(await this.server.exited, { code: null, signal: "SIGKILL" });
    this.target.holds = false; // what it held has lost its sender, and comes again
    // Answers that were sent before are promises too.
    for (const connection of this.connections) while (await this.#answer(connection));
  }
}

// What happens until the kill; `n` counts the lives, from 0 to 3 and again.
const kMoments = {
  "with pushes on their way": (life, n) => life.push(2 + 3 * n, 1 + n),
  "before any push is answered": (life, n) => life.push(0, 4 + n),
  "in a clock advance with many files due": async (life, n) => {
    await life.push(5, 0);
    const advance = life.advance();
    await life.filesMore(1 + 20 * n);
    life.ends = async () => assert.equal(await advance, null, "the advance was under way");
  },
  "in a clock advance while records come": async (life, n) => {
    const advance = life.advance();
    await life.filesMore(1);
    await life.push(10 + 10 * n, 2);
    life.ends = async () => assert.equal(await advance, null, "the advance was under way");
  },
  "while the write-ahead log is folded into the state file": async (life, n) => {
    const advance = life.advance();
    await life.push(1 + n, 0);
    await life.checkpoint();
    life.ends = async () => assert.equal(await advance, null, "the advance was under way");
  },
  "while the http server holds a request": async (life, n) => {
    life.target.holds = true;
    const held = life.target.next();
    await life.push(1 + n, 0);
    await held;
    await life.push(2, 2);
  },
  "when the http server has just answered": async (life, n) => {
    await life.ask("POST", "/_sim/clock", { advance: "7s" });
    const answered = life.target.next();
    await life.push(1 + n, 1);
    await answered;
  },
  "right after the start": () => undefined,
};

// Lives through `moments`, then one last time to compare.
async function live(moments, sync) {
  const folder = mkdtempSync(join(tmpdir(), "pandora-"));
  const target = await startTarget();
  const progress = { sent: 0, answered: 0 };
  let life;
  const start = async () => (life = await Life.start(join(folder, "state.db"), sync, progress, target));
  try {
    for (const [n, moment] of moments.entries()) {
      await start();
      if (n === 0) await makePipeline(life.ask, target.host);
      await life.learn();
      await moment(life, n % 4);
      await life.kill();
      await life.ends?.();
    }
    await compare(await start());
  } finally {
    life?.server.child.kill("SIGKILL"); // does nothing to one that has ended
    target.close();
    rmSync(folder, { recursive: true });
  }
}

async function compare(life) {
  const { ask, progress, target } = life;
  await life.learn();
  await life.push(3, 0);
  await settle(ask);
  await checkInside(ask, progress.answered);
  await drain(ask);
  for (const repo of ["events", "copies"]) checkPosts(repo, target.bodies[`/${repo}`], progress.answered);
  assert.equal(await stopServer(life.server), 0);
}

// Until the http server has everything.
async function drain(ask) {
  for (let i = 0; i < kTries; i += 1) {
    const { exports } = JSON.parse(await ask("GET", "/_sim/sinks/http"));
    if (exports.every(({ waitingRecords }) => waitingRecords === 0)) return;
    for (const { repo } of exports) await ask("POST", `/_sim/sinks/http/${repo}/posts/retry`);
  }
  assert.fail("everything is delivered in time");
}

for (const [name, moment] of Object.entries(kMoments)) {
  test(`kill -9 ${name}: every sink has every record once`, () => live([moment, moment], "normal"));
}
for (const sync of ["normal", "full"]) {
  test(`kill -9 at each of these moments in turn (--sync ${sync}): every sink has every record once`, () => live(Object.values(kMoments), sync));
}

process.exit((await run()) === 0 ? 0 : 1);
