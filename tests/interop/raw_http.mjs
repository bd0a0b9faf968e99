// What no HTTP client will do to the server: wrong lengths, half requests, floods, kills. Against a real `pandora-sim serve`.
//
//   node tests/interop/raw_http.mjs [--seed N] [WORD...]     ends with "N passed, N failed"; says its seed
//
// rule: protocol.error.content-length-missing, protocol.error.content-length-invalid, protocol.error.entity-too-large
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { nativeBinary } from "../support/native.mjs";
import { run, test } from "../support/runner.mjs";
import { call, Connection, exchange, request, seededRandom, startServer, stopServer } from "./server_process.mjs";
import { killRounds } from "./kill_rounds.mjs";

const args = process.argv.slice(2);
const seedAt = args.indexOf("--seed");
const seed = seedAt < 0 ? Date.now() % 1_000_000 : Number(args.splice(seedAt, 2)[1]);
const program = nativeBinary();
const random = seededRandom(seed);
const folder = mkdtempSync(join(tmpdir(), "pandora-raw-"));

const kRepo = { region: "nb", schema: [{ key: "id", valtype: "long" }, { key: "text", valtype: "string" }] };
const kPost = "/v2/repos/raw";

// An error of the API as clients know it: JSON with a code, an X-Reqid, the right type.
function assertError(response, status, code) {
  assert.ok(response, "no answer");
  assert.equal(response.status, status, response.body);
  assert.equal(response.headers["content-type"], "application/json");
  assert.ok(response.headers["x-reqid"]);
  const text = JSON.parse(response.body).error;
  if (code) assert.ok(text.startsWith(`${code}: `), text);
}

const web = join(folder, "web");
mkdirSync(web);
writeFileSync(join(web, "index.html"), "<title>page</title>");
writeFileSync(join(folder, "secret.txt"), "secret");
symlinkSync(join(folder, "secret.txt"), join(web, "link.txt"));

const server = await startServer(program, ["--port", "0", "--clock", "virtual", "--web", web]);
const { port } = server;
await call(port, "POST", kPost, kRepo);

// Takes half a minute, so it runs beside all others.
const slow = (async () => {
  const connection = await Connection.open(port);
  const started = Date.now();
  connection.send("GET /v2/repos HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  const drip = setInterval(() => connection.send("X-A: b\r\n"), 1000);
  const response = await connection.response({ milliseconds: 45_000 });
  clearInterval(drip);
  return { response, closed: await connection.closed(), seconds: (Date.now() - started) / 1000 };
})();

test("a write without Content-Length is 411 E18003", async () => {
  for (const method of ["POST", "PUT"]) {
    assertError(await exchange(port, request(method, kPost, "{}", { "Content-Length": null })), 411, "E18003");
  }
});

// rule: group.actions.no-body
test("a write that has no body need not say how long it is", async () => {
  const start = request("POST", "/v2/groups/nosuch/actions/start", "", { "Content-Length": null });
  const connection = await Connection.open(port);
  connection.send(start + start); // the second begins right behind the first's head
  assertError(await connection.response(), 404, "E18120");
  assertError(await connection.response(), 404, "E18120");
});

test("a chunked write is 411 E18003, and its chunks are no request", async () => {
  const connection = await Connection.open(port);
  connection.send(request("POST", kPost, "5\r\nhello\r\n0\r\n\r\n", { "Content-Length": null, "Transfer-Encoding": "chunked" }));
  assertError(await connection.response(), 411, "E18003");
  assert.ok(await connection.closed());
  assert.equal(connection.received.length, 0);
});

test("an invalid Content-Length is 400 E18004", async () => {
  for (const length of ["abc", "-1", "+1", "1.0", "0x1", "1 2", "99999999999999999999999", ""]) {
    assertError(await exchange(port, request("POST", kPost, "{}", { "Content-Length": length })), 400, "E18004");
  }
  assertError(await exchange(port, request("POST", kPost, "{}", { "Content-Length": "2\r\nContent-Length: 3" })), 400, "E18004");
});

test("Content-Length beside Transfer-Encoding is refused", async () => {
  const fields = { "Content-Length": "5", "Transfer-Encoding": "chunked" };
  assert.equal((await exchange(port, request("POST", kPost, "0\r\n\r\n", fields))).status, 400);
});

test("a body that is too large is 413 E18005 before it is sent", async () => {
  const started = Date.now();
  const text = request("POST", "/v2/plugins/com.qiniu.A", "", { "Content-Length": 105_000_001, Expect: "100-continue" });
  const connection = await Connection.open(port);
  connection.send(text);
  assertError(await connection.response(), 413, "E18005");
  assert.ok(Date.now() - started < 2000);
  connection.close();
});

test("a client that sends a too large body all the same still reads the refusal", async () => {
  const connection = await Connection.open(port);
  connection.send(request("POST", "/v2/plugins/com.qiniu.A", "", { "Content-Length": 120_000_000 }));
  const piece = Buffer.alloc(1_000_000);
  for (let i = 0; i < 20; i += 1) connection.send(piece);
  assertError(await connection.response(), 413, "E18005");
  connection.close();
});

test("pipelined requests are answered in order, however many come at once", async () => {
  const connection = await Connection.open(port);
  const names = Array.from({ length: 500 }, (_, i) => `nosuch_${i}`);
  connection.send(names.map((name) => request("GET", `/v2/repos/${name}`)).join(""));
  for (const name of names) {
    const response = await connection.response();
    assertError(response, 404, "E18102");
    assert.ok(response.body.includes(`'${name}'`), response.body);
  }
  connection.close();
});

test("requests cut at any byte are put together", async () => {
  const connection = await Connection.open(port);
  const text = request("POST", `${kPost}/data`, "id=1\ttext=a") + request("GET", kPost);
  for (const byte of Buffer.from(text)) {
    connection.send(Buffer.of(byte));
    if (byte === 10) await sleep(1);
  }
  assert.equal((await connection.response()).status, 200);
  assert.equal((await connection.response()).status, 200);
  connection.close();
});

test("a body in the same packet as the next request is cut at its length", async () => {
  const connection = await Connection.open(port);
  const body = "id=2\ttext=GET / HTTP/1.1";
  connection.send(request("POST", `${kPost}/data`, body) + request("GET", kPost, "xyz", { "Content-Length": 3 }) + request("GET", kPost));
  for (let i = 0; i < 3; i += 1) assert.equal((await connection.response()).status, 200);
  connection.close();
});

test("a small request before a slow upload does not wait for it", async () => {
  const connection = await Connection.open(port);
  connection.send(request("GET", kPost) + request("POST", `${kPost}/data`, "", { "Content-Length": 11 }));
  assert.equal((await connection.response({ milliseconds: 2000 })).status, 200);
  connection.send("id=3\ttext=b");
  assert.equal((await connection.response()).status, 200);
  connection.close();
});

test("heads above 16 KiB are 431, in one field, in many, and without an end", async () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`X-F${i}`, "v"]));
  for (const text of [request("GET", kPost, "", { "X-Long": "x".repeat(17_000) }), request("GET", kPost, "", many),
                      `GET /${"a".repeat(40_000)}`]) {
    assertError(await exchange(port, text), 431);
  }
  assert.equal((await exchange(port, request("GET", kPost, "", { "X-Long": "x".repeat(15_000) }))).status, 200);
});

test("HEAD answers as GET does, without the body", async () => {
  const connection = await Connection.open(port);
  connection.send(request("GET", kPost) + request("HEAD", kPost) + request("GET", kPost));
  const get = await connection.response();
  const head = await connection.response({ bodiless: true });
  assert.equal(head.status, 200);
  assert.equal(head.headers["content-length"], get.headers["content-length"]);
  assert.equal((await connection.response()).body, get.body);
  connection.close();
});

test("100-continue is sent before the body, and not when the head is refused", async () => {
  const connection = await Connection.open(port);
  connection.send(request("POST", `${kPost}/data`, "", { "Content-Length": 11, Expect: "100-continue" }));
  assert.equal((await connection.response()).status, 100);
  connection.send("id=4\ttext=c");
  assert.equal((await connection.response()).status, 200);
  connection.close();
});

test("HTTP/1.0 and Connection: close end the connection after the answer", async () => {
  for (const text of ["GET /_sim/health HTTP/1.0\r\n\r\n", request("GET", kPost, "", { Connection: "close" })]) {
    const connection = await Connection.open(port);
    connection.send(text);
    const response = await connection.response();
    assert.equal(response.status, 200);
    assert.equal(response.headers.connection, "close");
    assert.ok(await connection.closed());
  }
});

test("a client that shuts its sending side down still gets its answer", async () => {
  const connection = await Connection.open(port);
  connection.socket.end(request("GET", kPost));
  assert.equal((await connection.response()).status, 200);
});

test("what is no HTTP is 400", async () => {
  for (const text of ["\r\n\r\nHELLO\r\n\r\n", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
                      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA B: c\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"]) {
    assertError(await exchange(port, text), 400);
  }
});

test("random bytes and random cuts of good requests do it no harm", async () => {
  const good = request("POST", `${kPost}/data`, "id=5\ttext=d");
  await Promise.all(Array.from({ length: 200 }, async (_, i) => {
    const bytes = Buffer.from(good.repeat(2));
    for (let n = 0; n < i % 7; n += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const connection = await Connection.open(port);
    connection.send(bytes.subarray(0, Math.floor(random() * bytes.length)));
    await sleep(5 + random() * 20);
    connection.close();
  }));
  assert.equal((await exchange(port, request("GET", kPost))).status, 200);
});

test("hundreds of half requests do not hold up the others", async () => {
  const half = await Promise.all(Array.from({ length: 300 }, () => Connection.open(port)));
  for (const connection of half) connection.send("POST /v2/repos/raw/data HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le");
  const started = Date.now();
  assert.equal((await exchange(port, request("GET", kPost))).status, 200);
  assert.ok(Date.now() - started < 1000);
  for (const connection of half) connection.close();
});

test("with all connections taken by idle clients a new one is still served", async () => {
  const idle = [];
  for (let i = 0; i < 1100; i += 1) idle.push(await Connection.open(port));
  const response = await exchange(port, request("GET", kPost));
  assert.equal(response?.status, 200);
  for (const connection of idle) connection.close();
});

test("paths that lead out of the web folder are refused", async () => {
  assert.equal((await exchange(port, request("GET", "/"))).body, "<title>page</title>");
  for (const target of ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt", "/a/../../secret.txt", "//etc/passwd",
                        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/.", "/%00index.html"]) {
    const response = await exchange(port, request("GET", target));
    assert.equal(response.status, 404, target);
    assert.ok(!response.body.includes("secret"));
  }
});

test("every path of the API reaches the simulator though pages are served too", async () => {
  const { paths } = await call(port, "GET", "/_sim/openapi.json");
  assert.ok(Object.keys(paths).length > 50);
  for (const path of Object.keys(paths)) {
    const response = await exchange(port, request("GET", path.replaceAll(/\{[^}]*\}/g, "x")));
    assert.ok(response.headers["x-reqid"], `${path}: ${response.status} ${response.body}`);
  }
});

test("requests by foreign names and from foreign pages are 403", async () => {
  assertError(await exchange(port, request("GET", kPost, "", { Host: "evil.example" })), 403);
  assertError(await exchange(port, request("POST", "/_sim/reset", "", { Origin: "http://evil.example" })), 403);
  const own = `http://127.0.0.1:${port}`;
  assert.equal((await exchange(port, request("GET", kPost, "", { Host: `127.0.0.1:${port}`, Origin: own }))).status, 200);
});

test("a long advance of the clock is answered, and others meanwhile", async () => {
  await call(port, "POST", `${kPost}/transforms/t/to/raw_out`, { mode: "sql", code: "SELECT id FROM stream", interval: "1m" }).catch(() => {});
  const advance = call(port, "POST", "/_sim/clock", { advance: "20d" });
  const started = Date.now();
  assert.equal((await exchange(port, request("GET", "/_sim/health"))).status, 200);
  assert.ok(Date.now() - started < 2000);
  await advance;
});

test("a client that is slow with its head is sent away after 30 s", async () => {
  const { response, closed, seconds } = await slow;
  assertError(response, 408);
  assert.ok(closed);
  assert.ok(seconds > 29 && seconds < 35, `${seconds} s`);
});

test("SIGTERM answers what has come and ends with 0", async () => {
  const connection = await Connection.open(port);
  connection.send(request("GET", kPost));
  assert.equal((await connection.response()).status, 200);
  assert.equal(await stopServer(server), 0);
  assert.ok(await connection.closed());
  assert.equal(server.stderr, "");
});

test("SIGTERM right after the address was told ends with 0 too", async () => {
  for (let i = 0; i < 5; i += 1) assert.equal(await stopServer(await startServer(program, ["--port", "0"])), 0);
});

test("a second server on the same file is refused with a clear message", async () => {
  const data = join(folder, "locked.db");
  const first = await startServer(program, ["--port", "0", "--data", data]);
  const second = await startServer(program, ["--port", "0", "--data", data]);
  assert.deepEqual(await second.exited, { code: 1, signal: null });
  assert.match(second.stderr, /locked\.db' is in use by another pandora-sim/);
  first.child.kill("SIGKILL");
  await first.exited;
  const third = await startServer(program, ["--port", "0", "--data", data]);
  assert.ok(third.port > 0);
  assert.equal(await stopServer(third), 0);
});

test("state survives SIGTERM, and the environment stands for flags", async () => {
  const data = join(folder, "kept.db");
  const env = { PANDORA_SIM_PORT: "0", PANDORA_SIM_DATA: data, PANDORA_SIM_CLOCK: "virtual" };
  const first = await startServer(program, [], env);
  await call(first.port, "POST", kPost, kRepo);
  assert.equal((await call(first.port, "GET", "/_sim/clock")).mode, "virtual");
  assert.equal(await stopServer(first), 0);
  const second = await startServer(program, ["--data", data], { PANDORA_SIM_PORT: "0", PANDORA_SIM_DATA: "/nonexistent/x" });
  assert.equal((await call(second.port, "GET", "/v2/repos")).repos.length, 1);
  assert.equal((await call(second.port, "GET", "/_sim/clock")).mode, "virtual");
  assert.equal(await stopServer(second), 0);
});

test("wrong command lines end with 2 and a suggestion, help with 0", async () => {
  const run = (...words) => spawnSync(program, words, { encoding: "utf8", env: {} });
  const cases = [[["srve"], /did you mean serve\?/], [["serve", "--pot", "1"], /did you mean --port\?/], [["serve", "--port", "x"], /0 to 65535/],
                 [["test"], /FILES-or-DIRS/], [[], /Usage/]];
  for (const [words, message] of cases) {
    const result = run(...words);
    assert.equal(result.status, 2, words.join(" "));
    assert.match(result.stderr, message);
    assert.equal(result.stdout, "");
  }
  for (const words of [["--help"], ["help", "serve"], ["serve", "--help"], ["--version"], ["version"]]) {
    assert.equal(run(...words).status, 0, words.join(" "));
  }
  assert.equal(run("test", "/nonexistent.hurl").status, 1);
});

for (const sync of ["normal", "full"]) {
  test(`kill -9 at random moments loses no answered push (--sync ${sync})`, async () => {
    const result = await killRounds({ program, data: join(folder, `killed_${sync}.db`), rounds: 8, connections: 6, sync, random });
    console.log(`        ${result.acknowledged} answered pushes in ${result.rounds} lives, ${result.records} records found`);
  });
}

console.log(`seed: ${seed}`);
const failed = await run(undefined, args);
await stopServer(server);
rmSync(folder, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
