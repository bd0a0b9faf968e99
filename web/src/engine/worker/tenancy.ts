// Who holds the state: one tab at a time, by a Web Lock. A tab that comes second waits in the lock's queue (so it takes its turn when
// the first closes) and may ask for a takeover: the holder then closes the state and lets go. Tabs that wait step back behind the one
// that asked. `steal` is no way: it would grant the lock while the old tab still has the files open.
import type { TabMessage } from '../../protocol/tab_messages.ts';

export interface Tenant {
  // The lock is ours: open the state. Answers when it is open.
  acquired(): Promise<void>;
  // Close the state; the lock goes when this answers.
  release(): Promise<void>;
  elsewhere(since: string, takenOver: boolean): void;
}

export class Tenancy {
  private readonly self = Math.random().toString(36).slice(2);
  private readonly channel: BroadcastChannel;
  private since = ''; // when we got the state; "" while another tab has it
  private takenOver = false;
  private letGo: (() => void) | undefined;
  private waiting: AbortController | undefined;

  constructor(
    private readonly name: string,
    private readonly tenant: Tenant,
  ) {
    this.channel = new BroadcastChannel(`pandora-sim:${name}`);
    this.channel.onmessage = (event: MessageEvent<TabMessage>) => this.hear(event.data);
  }

  async start(): Promise<void> {
    const had = await navigator.locks.request(this.lock, { ifAvailable: true }, (lock) => {
      if (!lock) return false;
      return this.hold();
    });
    if (had === false) this.queue(false);
  }

  takeOver(): void {
    if (this.since === '') this.say({ kind: 'takeOver', from: this.self });
  }

  private get lock(): string {
    return `pandora-sim:${this.name}`;
  }

  private say(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  // Runs while the lock is ours. The queue is entered again only after the lock is given back.
  private async hold(): Promise<true> {
    const released = new Promise<void>((resolve) => (this.letGo = resolve));
    await this.tenant.acquired();
    this.since = new Date().toISOString();
    this.say({ kind: 'holding', from: this.self, since: this.since });
    await released;
    await this.tenant.release();
    this.since = '';
    this.letGo = undefined;
    queueMicrotask(() => this.queue(true));
    return true;
  }

  private queue(takenOver: boolean): void {
    this.takenOver = takenOver;
    this.tenant.elsewhere('', takenOver);
    this.say({ kind: 'whoHolds', from: this.self });
    this.waiting?.abort();
    const waiting = new AbortController();
    this.waiting = waiting;
    navigator.locks.request(this.lock, { signal: waiting.signal }, () => this.hold()).catch((error: unknown) => {
      if (!waiting.signal.aborted) throw error;
    });
  }

  private hear(message: TabMessage): void {
    switch (message.kind) {
      case 'whoHolds':
        if (this.since) this.say({ kind: 'holding', from: this.self, since: this.since });
        return;
      case 'holding':
        if (!this.since) this.tenant.elsewhere(message.since, this.takenOver);
        return;
      case 'takeOver':
        if (this.letGo) this.letGo();
        else this.queue(this.takenOver);
        return;
    }
  }
}
