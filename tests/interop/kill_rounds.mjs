// The promise that a 200 is kept: pushes go in over several connections, the server is killed with SIGKILL at a random
// moment, opened again on the same file, and every push that was answered 200 must be there: once, at dense offsets.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { call, Connection, request, startServer, stopServer } from "./server_process.mjs";

const kRepo = { region: "nb", schema: [{ key: "id", valtype: "long" }, { key: "text", valtype: "string" }] };
const kRecordsPerPush = 3;

// Pushes until the connection breaks. `sent` and `acknowledged` receive the ids of records.
async function push(port, ids, sent, acknowledged) {
  const connection = await Connection.open(port).catch(() => null);
  while (connection && !connection.ended) {
    const batch = Array.from({ length: kRecordsPerPush }, () => ids.next++);
    for (const id of batch) sent.add(id);
    connection.send(request("POST", "/v2/repos/kill/data", batch.map((id) => `id=${id}\ttext=record ${id}`).join("\n")));
    const response = await connection.response();
    if (response?.status === 200) for (const id of batch) acknowledged.add(id);
    else if (response) throw new Error(`push: ${response.status} ${response.body}`);
  }
  connection?.close();
}

async function readAll(port) {
  const records = [];
  for (let from = 0; ; ) {
    const page = await call(port, "GET", `/_sim/repos/kill/records?from=${from}&limit=1000`);
    records.push(...page.records);
    if (page.records.length === 0 || page.next >= page.end) return records;
    from = page.next;
  }
}

function check(records, sent, acknowledged) {
  const found = new Set();
  records.forEach(({ offset, record }, index) => {
    assert.equal(offset, index, "offsets are not dense");
    assert.ok(sent.has(record.id), `record ${record.id} was never sent`);
    assert.ok(!found.has(record.id), `record ${record.id} is there twice`);
    assert.equal(record.text, `record ${record.id}`);
    found.add(record.id);
  });
  for (const id of acknowledged) assert.ok(found.has(id), `record ${id} was answered 200 and is lost`);
  // All records of a push, or none.
  for (const id of found) {
    const first = id - (id % kRecordsPerPush);
    for (let i = 0; i < kRecordsPerPush; i += 1) assert.ok(found.has(first + i), `the push of record ${id} was torn`);
  }
}

export async function killRounds({ program, data, rounds, connections, sync, random }) {
  const flags = ["--port", "0", "--data", data, "--sync", sync];
  const ids = { next: 0 };
  const sent = new Set();
  const acknowledged = new Set();
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer(program, flags);
    if (round === 0) await call(server.port, "POST", "/v2/repos/kill", kRepo);
    const pushers = Array.from({ length: connections }, () => push(server.port, ids, sent, acknowledged));
    await sleep(20 + random() * 300);
    server.child.kill("SIGKILL");
    await Promise.all(pushers);
    await server.exited;
    const again = await startServer(program, flags);
    check(await readAll(again.port), sent, acknowledged);
    assert.equal(await stopServer(again), 0);
  }
  assert.ok(acknowledged.size > 0, "nothing was answered: the test tested nothing");
  const last = await startServer(program, flags);
  const records = (await readAll(last.port)).length;
  await stopServer(last);
  return { rounds, acknowledged: acknowledged.size / kRecordsPerPush, records };
}
