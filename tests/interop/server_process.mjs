// Starting `pandora-sim serve` and talking raw HTTP to it, for the tests in this folder and for the bench.
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";

export const kAuthorization = "Pandora 2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=";

// A running server. `stderr` grows while it runs; `exited` resolves to {code, signal}.
export async function startServer(program, flags = [], env = {}) {
  const child = spawn(program, ["serve", "--log", "quiet", ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...env },
  });
  const server = { child, stderr: "", port: 0, url: "" };
  server.exited = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  child.stderr.on("data", (text) => (server.stderr += text));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line").then(([line]) => line), server.exited.then(() => null)]);
  if (first === null) return server; // it refused to start: the caller looks at `exited` and `stderr`
  Object.assign(server, JSON.parse(first));
  return server;
}

// Ends a server in good order and answers its exit code.
export async function stopServer(server) {
  server.child.kill("SIGTERM");
  return (await server.exited).code;
}

// "POST /v2/... HTTP/1.1" with the usual fields; `fields` are added, and replace those of the same name (null: leave out).
export function request(method, target, body = "", fields = {}) {
  const all = { Host: "127.0.0.1", Authorization: kAuthorization, ...fields };
  if (!("Content-Length" in all) && (method === "POST" || method === "PUT")) all["Content-Length"] = Buffer.byteLength(body);
  const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

// One TCP connection that takes responses apart as they come.
export class Connection {
  static async open(port) {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    const connection = new Connection(socket);
    await once(socket, "connect");
    return connection;
  }

  constructor(socket) {
    this.socket = socket;
    this.received = Buffer.alloc(0);
    this.ended = false;
    this.waiting = [];
    socket.on("data", (data) => {
      this.received = Buffer.concat([this.received, data]);
      this.#wake();
    });
    for (const event of ["end", "error", "close"]) {
      socket.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  #wake() {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  send(data) {
    this.socket.write(data);
  }

  close() {
    this.socket.destroy();
  }

  async #until(ready, milliseconds) {
    const end = Date.now() + milliseconds;
    while (!ready()) {
      const left = end - Date.now();
      if (this.ended || left <= 0) return false;
      await Promise.race([
        new Promise((resolve) => this.waiting.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, left)),
      ]);
    }
    return true;
  }

  // The next response: {status, headers (lower case), body}; null when the connection ended or none came in time.
  // `bodiless` for the answer to HEAD.
  async response({ bodiless = false, milliseconds = 10_000 } = {}) {
    if (!(await this.#until(() => this.received.includes("\r\n\r\n"), milliseconds))) return null;
    const split = this.received.indexOf("\r\n\r\n");
    const [line, ...fields] = this.received.subarray(0, split).toString().split("\r\n");
    const headers = Object.fromEntries(fields.map((field) => [
      field.slice(0, field.indexOf(":")).toLowerCase(), field.slice(field.indexOf(":") + 1).trim(),
    ]));
    const status = Number(line.split(" ")[1]);
    const size = bodiless || status < 200 || status === 204 || status === 304 ? 0 : Number(headers["content-length"]);
    const whole = split + 4 + size;
    if (!(await this.#until(() => this.received.length >= whole, milliseconds))) return null;
    const body = this.received.subarray(split + 4, whole).toString();
    this.received = this.received.subarray(whole);
    return { status, headers, body };
  }

  // True when the server closes within the time.
  async closed(milliseconds = 5_000) {
    await this.#until(() => this.ended, milliseconds);
    return this.ended;
  }
}

// Sends one text on a new connection and answers the first response.
export async function exchange(port, text, options) {
  const connection = await Connection.open(port);
  try {
    connection.send(text);
    return await connection.response(options);
  } finally {
    connection.close();
  }
}

// The same for JSON calls that must succeed.
export async function call(port, method, target, body) {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const response = await exchange(port, request(method, target, text));
  if (response?.status !== 200) throw new Error(`${method} ${target}: ${response?.status} ${response?.body}`);
  return response.body === "" ? null : JSON.parse(response.body);
}

// Small and seeded (mulberry32), so that a failing run can be repeated.
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
