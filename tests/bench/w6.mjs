// W6: requests per second over HTTP on loopback, 32 connections, against nginx in the same run: a small GET, and a push of 10
// flights records that is durable before it is answered (--data on disk, group commit). nginx answers a GET with the same
// body from memory, with one worker, as the simulator has one thread; the goals of both workloads are parts of that rate.
//
//   node tests/bench/w6.mjs [--program PATH] [--rounds N] [--seconds N]      one JSON row per line
//
// Needs wrk and nginx (./dev bench provides them); without one of them it says so and measures nothing.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { call, exchange, kAuthorization, request, startServer, stopServer } from "../interop/server_process.mjs";
import { benchDir, dataSet, root } from "./data.mjs";

const kConnections = 32;
const kRecords = 10;
const kFolder = join(benchDir, "w6");
const kRepo = "/v2/repos/flights";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function missing() {
  return ["wrk", "nginx"].filter((name) => spawnSync(name, ["-v"]).error !== undefined);
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startNginx(body) {
  const port = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${kFolder}/${name};`).join(" ");
  writeFileSync(join(kFolder, "nginx.conf"), `
    daemon off; worker_processes 1; pid ${kFolder}/nginx.pid; error_log ${kFolder}/nginx.log;
    events { worker_connections 1024; }
    http {
      access_log off; keepalive_requests 1000000000; ${temporary}
      server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '${body}'; } }
    }`);
  const child = spawn("nginx", ["-p", kFolder, "-c", join(kFolder, "nginx.conf")], { stdio: "ignore" });
  for (let i = 0; i < 100; i += 1) {
    const response = await exchange(port, request("GET", kRepo)).catch(() => null);
    if (response?.status === 200) return { child, port };
    await sleep(50);
  }
  child.kill();
  throw new Error(`nginx does not answer, see ${kFolder}/nginx.log`);
}

// Requests per second of one run. An answer other than 200, or a broken connection, makes the number worthless.
async function wrk(port, target, seconds, script) {
  const flags = ["-t1", `-c${kConnections}`, `-d${seconds}s`, "-H", `Authorization: ${kAuthorization}`];
  if (script) flags.push("-s", script);
  const child = spawn("wrk", [...flags, `http://127.0.0.1:${port}${target}`], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of child.stdout) output += chunk;
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(output);
  if (!rate || /Non-2xx|Socket errors/.test(output)) throw new Error(`wrk ${target}:\n${output}`);
  return Number(rate[1]);
}

// A wrk script that posts the first flights, and their text.
function writePushScript() {
  const { path } = dataSet("flights");
  const buffer = Buffer.alloc(4096);
  readSync(openSync(path, "r"), buffer, 0, buffer.length, 0);
  const body = buffer.toString().split("\n").slice(0, kRecords).join("\n");
  const script = join(kFolder, "push.lua");
  writeFileSync(script, `wrk.method = "POST"\nwrk.headers["Content-Type"] = "text/plain"\nwrk.body = [[\n${body}]]\n`);
  return script;
}

async function startOurs(program, name, flags) {
  const server = await startServer(program, ["--port", "0", "--data", join(kFolder, `${name}.db`), ...flags]);
  if (server.port === 0) throw new Error(server.stderr);
  await call(server.port, "POST", kRepo, { region: "nb", schema: dataSet("flights").schema });
  return server;
}

// After the measurement: what wrk was told is stored must be stored. Answers how many records there are.
async function countRecords(server) {
  return (await call(server.port, "GET", "/_sim/repos/flights/records?from=0&limit=1")).end;
}

function row(name, ours, peer, goal) {
  const ratio = ours / peer;
  return { name, ours: Math.round(ours), peer: Math.round(peer), unit: "requests/s", ratio: Number(ratio.toFixed(3)), goal,
           met: goal === null ? null : ratio >= goal };
}

export async function w6({ program = join(root, "build/native/pandora-sim"), rounds = 5, seconds = 2 } = {}) {
  const absent = missing();
  if (absent.length > 0) {
    process.stderr.write(`bench: W6 is left out, there is no ${absent.join(" and no ")}\n`);
    return [];
  }
  rmSync(kFolder, { recursive: true, force: true });
  mkdirSync(kFolder, { recursive: true });
  const script = writePushScript();
  const servers = { get: await startOurs(program, "get", []), push: await startOurs(program, "push", []),
                    full: await startOurs(program, "full", ["--sync", "full"]) };
  const nginx = await startNginx(JSON.stringify(await call(servers.get.port, "GET", kRepo)));
  const rates = { nginx: [], get: [], push: [], full: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      rates.nginx.push(await wrk(nginx.port, kRepo, seconds));
      rates.get.push(await wrk(servers.get.port, kRepo, seconds));
      rates.push.push(await wrk(servers.push.port, `${kRepo}/data`, seconds, script));
      rates.full.push(await wrk(servers.full.port, `${kRepo}/data`, seconds, script));
    }
    const records = await countRecords(servers.push);
    const least = rates.push.reduce((sum, rate) => sum + rate, 0) * seconds * kRecords * 0.95;
    if (records < least) throw new Error(`W6: only ${records} records are stored, wrk saw at least ${least} answered`);
  } finally {
    nginx.child.kill();
    for (const server of Object.values(servers)) await stopServer(server);
  }
  const peer = median(rates.nginx);
  return [
    row("W6 small GET, 32 connections", median(rates.get), peer, 0.5),
    row("W6 push of 10 records, survives kill -9", median(rates.push), peer, 0.35),
    row("W6 push of 10 records, survives power loss (--sync full)", median(rates.full), peer, null),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
  };
  const rows = await w6({ program: option("program"), rounds: Number(option("rounds", 5)), seconds: Number(option("seconds", 2)) });
  for (const entry of rows) console.log(JSON.stringify(entry));
}
