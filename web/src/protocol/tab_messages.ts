// What the tabs of one state say to each other over a BroadcastChannel. The lock decides who holds the state; these messages only ask
// and tell. `from` is a random name of the worker that speaks.

export type TabMessage =
  | { kind: 'whoHolds'; from: string }
  | { kind: 'holding'; from: string; since: string } // RFC 3339, when the holder opened the state
  | { kind: 'takeOver'; from: string }; // the holder: let go; others that wait: step behind `from`

// What the service worker asks of a page, with a port for the answer: one request to the simulated API.
export interface BridgeRequest {
  kind: 'pandora-request';
  method: string;
  target: string;
  headers: [string, string][];
  body: ArrayBuffer;
}

export type BridgeAnswer =
  | { ok: true; status: number; headers: [string, string][]; body: ArrayBuffer }
  | { ok: false; error: string };
