// Http exports against a real receiver: one that answers 500, closes without a word, hangs, answers in redirects, and at last takes
// what comes. Whatever happens, kill -9 of the simulator included, every record arrives at least once and in order.
//
//   node tests/interop/deliveries.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { nativeBinary } from "../support/native.mjs";
import { run, test } from "../support/runner.mjs";
import { call, startServer, stopServer } from "./server_process.mjs";

const program = nativeBinary();
const kRepo = { region: "nb", schema: [{ key: "id", valtype: "long" }, { key: "text", valtype: "string" }] };

// Listens on a free port of this machine. `answer(request, response, body, n)` answers the n-th request, counted from 0.
async function receive(answer, { tls } = {}) {
  const received = [];
  const waiting = [];
  const onRequest = (request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString();
      const n = received.push({ method: request.method, url: request.url, headers: request.headers, body }) - 1;
      answer(request, response, body, n);
      for (const wake of waiting.splice(0)) wake();
    });
  };
  const server = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    received,
    host: `127.0.0.1:${server.address().port}`,
    // Until `enough()` holds, asked after every request; fails after a while.
    async until(enough, what) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        for (const wake of waiting.splice(0)) wake();
      }, 30_000);
      while (!enough()) {
        assert.ok(!late, `in time: ${what}`);
        await new Promise((resolve) => waiting.push(resolve));
      }
      clearTimeout(timer);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const ok = (response) => response.writeHead(200).end("thanks");
const deliveries = (port) => call(port, "GET", "/_sim/sinks/http/r/e/deliveries").then((page) => page.deliveries);

// Asks until `look` finds something.
async function eventually(look, what) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`in time: ${what}`);
}

async function withServer(flags, work) {
  const server = await startServer(program, ["--port", "0", ...flags]);
  assert.ok(server.port > 0, server.stderr);
  try {
    await work(server.port, server);
  } finally {
    if (server.child.exitCode === null && server.child.signalCode === null) assert.equal(await stopServer(server), 0);
  }
}

async function makeExport(port, host, spec = {}) {
  await call(port, "POST", "/v2/repos/r", kRepo);
  await call(port, "POST", "/v2/repos/r/exports/e", { type: "http", spec: { host, uri: "/in?x=1", ...spec } });
}
const push = (port, ids) => call(port, "POST", "/v2/repos/r/data", ids.map((id) => `id=${id}\ttext=record ${id}`).join("\n"));

test("deliveries: text arrives as it was pushed, json one object a line", async () => {
  const target = await receive((_, response) => ok(response));
  await withServer([], async (port) => {
    await makeExport(port, target.host);
    await push(port, [1, 2]);
    await target.until(() => target.received.length === 1, "the first delivery");
    await call(port, "PUT", "/v2/repos/r/exports/e", { spec: { host: `http://${target.host}`, uri: "/json", format: "json" } });
    await push(port, [3, 4]);
    await target.until(() => target.received.length === 2, "the second delivery");
    await eventually(async () => (await deliveries(port)).every((one) => one.state === "delivered"), "both are marked");
    const [first] = await deliveries(port);
    assert.equal(first.response, "thanks");
    assert.equal(first.lastStatus, 200);
  });
  target.close();
  const [text, json] = target.received;
  assert.deepEqual([text.method, text.url, text.body], ["POST", "/in?x=1", "id=1\ttext=record 1\nid=2\ttext=record 2"]);
  assert.equal(text.headers["content-type"], "text/plain");
  assert.equal(text.headers.authorization, undefined, "the key is nobody else's business");
  assert.deepEqual([json.url, json.body], ["/json", '{"id":3,"text":"record 3"}\n{"id":4,"text":"record 4"}']);
  assert.equal(json.headers["content-type"], "application/json");
});

test("deliveries: answers other than 200, closed connections and redirects are tried again, in order", async () => {
  const answers = [
    (response) => response.writeHead(500).end("broken"),
    (response) => response.destroy(),
    (response) => response.writeHead(302, { Location: "/elsewhere" }).end(),
    (response) => response.writeHead(204).end(),
  ];
  const target = await receive((_, response, __, n) => (answers[n] ?? ok)(response));
  // A clock of its own: the delays pass as fast as it is moved.
  await withServer(["--clock", "virtual"], async (port) => {
    await makeExport(port, target.host);
    await push(port, [1]);
    for (let n = 0; n < answers.length; n += 1) {
      const failed = await eventually(
        async () => (await deliveries(port)).find((one) => one.attempts === n + 1 && one.state === "waiting"),
        `attempt ${n + 1} is told`,
      );
      assert.notEqual(failed.reason, "");
      assert.equal(failed.lastStatus, [500, null, 302, 204][n]);
      await push(port, [n + 2]);
      assert.equal(target.received.length, n + 1, "it waits for its time");
      await call(port, "POST", "/_sim/clock", { advance: `${2 ** n}s` });
    }
    await eventually(async () => (await deliveries(port)).every((one) => one.state === "delivered"), "all arrived");
    assert.equal((await deliveries(port)).length, 2, "what waited was joined");
  });
  target.close();
  assert.deepEqual(target.received.slice(-2).map((one) => one.body.replace(/\ttext=record \d+/g, "")), ["id=1", "id=2\nid=3\nid=4\nid=5"]);
  assert.ok(target.received.every((one) => one.url === "/in?x=1"), "redirects are not followed");
});

test("deliveries: a target that hangs does not hold up anybody, nor the end of the server", async () => {
  const target = await receive(() => undefined);
  await withServer([], async (port, server) => {
    await makeExport(port, target.host);
    await push(port, [1]);
    await target.until(() => target.received.length === 1, "the attempt");
    const started = performance.now();
    for (let i = 0; i < 100; i += 1) await call(port, "GET", "/v2/repos/r");
    assert.equal((await deliveries(port))[0].state, "inFlight");
    assert.equal(await stopServer(server), 0);
    assert.ok(performance.now() - started < 8_000, "sooner than the attempt would have ended");
  });
  target.close();
});

test("deliveries: a server that is not there is told of", async () => {
  await withServer([], async (port) => {
    await makeExport(port, "127.0.0.1:9");
    await push(port, [1]);
    const one = await eventually(async () => (await deliveries(port)).find((entry) => entry.attempts > 0), "an attempt");
    assert.match(one.reason, /no connection to 127\.0\.0\.1:9: /);
    assert.equal(one.lastStatus, null);
  });
});

test("deliveries: switched off, they wait and say so; switched on, they go", async () => {
  const target = await receive((_, response) => ok(response));
  const folder = mkdtempSync(join(tmpdir(), "pandora-"));
  const data = ["--data", join(folder, "state.db")];
  try {
    await withServer([...data, "--deliveries", "off"], async (port) => {
      await makeExport(port, target.host);
      await push(port, [1]);
      const [sink] = (await call(port, "GET", "/_sim/sinks/http")).exports;
      assert.match(sink.held, /--deliveries on/);
      assert.equal(sink.waitingRecords, 1);
    });
    assert.equal(target.received.length, 0);
    await withServer(data, () => target.until(() => target.received.length === 1, "the delivery"));
  } finally {
    rmSync(folder, { recursive: true });
    target.close();
  }
});

test("deliveries: to the simulator itself", async () => {
  await withServer([], async (port) => {
    await makeExport(port, `127.0.0.1:${port}`, { uri: "/v2/repos/copy/data" });
    await call(port, "POST", "/v2/repos/copy", kRepo);
    await push(port, [1, 2, 3]);
    const page = await eventually(async () => {
      const records = await call(port, "GET", "/_sim/repos/copy/records");
      return records.end === 3 && records;
    }, "the records arrive");
    assert.deepEqual(page.records.map(({ record }) => record.text), ["record 1", "record 2", "record 3"]);
  });
});

test("deliveries: a certificate that nobody vouches for is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pandora-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  const target = await receive((_, response) => ok(response), { tls: { key: readFileSync(key), cert: readFileSync(cert) } });
  try {
    await withServer([], async (port) => {
      await makeExport(port, `https://${target.host}`);
      await push(port, [1]);
      const one = await eventually(async () => (await deliveries(port)).find((entry) => entry.attempts > 0), "an attempt");
      assert.match(one.reason, /certificate of 127\.0\.0\.1:\d+ is refused: self.signed/);
    });
    assert.equal(target.received.length, 0);
    // The same, trusted: OpenSSL's own variable names the file.
    const server = await startServer(program, ["--port", "0"], { SSL_CERT_FILE: cert });
    await makeExport(server.port, `https://${target.host}`);
    await push(server.port, [1]);
    await target.until(() => target.received.length === 1, "the trusted delivery");
    assert.equal(await stopServer(server), 0);
  } finally {
    rmSync(folder, { recursive: true });
    target.close();
  }
});

test("deliveries: kill -9 in the middle; every record arrives at least once, in order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pandora-"));
  const flags = ["--port", "0", "--data", join(folder, "state.db")];
  // Every third request fails in one of three ways.
  const target = await receive((_, response, __, n) => {
    if (n % 9 === 2) response.writeHead(500).end();
    else if (n % 9 === 5) response.destroy();
    else if (n % 9 === 8) response.writeHead(200, { "Content-Length": 100 }).end("cut", () => response.destroy());
    else ok(response);
  });
  let id = 0;
  for (let round = 0; round < 5; round += 1) {
    const server = await startServer(program, flags);
    if (round === 0) await makeExport(server.port, target.host);
    const until = target.received.length + 4;
    for (let i = 0; i < 10; i += 1) await push(server.port, [id++, id++, id++]);
    await target.until(() => target.received.length >= until || round > 0, "deliveries under way");
    server.child.kill("SIGKILL");
    await server.exited;
  }
  await withServer(flags.slice(2), async (port) => {
    await eventually(async () => {
      if ((await deliveries(port)).every((one) => one.state === "delivered")) return true;
      await call(port, "POST", "/_sim/sinks/http/r/e/retry");
      return false;
    }, "everything is delivered");
  });
  target.close();
  rmSync(folder, { recursive: true });
  // In order: a record appears for the first time only after all before it, and repeats come in whole deliveries.
  let next = 0;
  for (const { body } of target.received) {
    const ids = [...body.matchAll(/id=(\d+)/g)].map((match) => Number(match[1]));
    assert.ok(ids[0] <= next, `record ${ids[0]} came before ${next}`);
    ids.forEach((value, index) => assert.equal(value, ids[0] + index));
    next = Math.max(next, ids.at(-1) + 1);
  }
  assert.equal(next, id, "all arrived");
});

process.exit((await run()) === 0 ? 0 : 1);
