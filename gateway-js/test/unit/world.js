// A world without time and network: the test moves the clock, and plays the gateway on each socket.

import { Sluice } from '../../sluice.js';

/** Lets promises settle. */
export const settle = () => new Promise(resolve => setImmediate(resolve));

export class World {
  millis = 1_000_000;
  sockets = [];
  requests = [];
  states = [];
  errors = [];
  lost = [];
  thrown = [];
  randoms = [];
  window = new CountingTarget();
  document = Object.assign(new CountingTarget(), { visibilityState: 'visible' });
  #timers = new Map();
  #id = 0;

  constructor() {
    const world = this;
    this.platform = {
      WebSocket: class {
        constructor(url, protocol) {
          world.sockets.push(new FakeSocket(this, url, protocol));
          this.peer = world.sockets.at(-1);
        }

        send(text) {
          this.peer.sent.push(JSON.parse(text));
        }

        close(code) {
          this.peer.closedWith ??= code;
        }
      },
      fetch: (url, options) => new Promise((resolve, reject) => {
        world.requests.push(new FakeRequest(url, options, resolve, reject));
      }),
      setTimeout: (run, millis) => {
        this.#timers.set(++this.#id, { at: this.millis + millis, run });
        return this.#id;
      },
      clearTimeout: id => this.#timers.delete(id),
      now: () => this.millis,
      random: () => this.randoms.shift() ?? 0.5,
      reportError: error => this.thrown.push(error),
      window: this.window,
      document: this.document,
    };
  }

  get timers() {
    return this.#timers.size;
  }

  get socket() {
    return this.sockets.at(-1);
  }

  get request() {
    return this.requests.at(-1);
  }

  get state() {
    return this.states.at(-1);
  }

  /** A client that is about to make its first attempt. */
  async client(options = {}) {
    const client = new Sluice('http://gateway.test:8080/', {
      onState: event => this.states.push(event),
      onError: error => this.errors.push(error),
      onStateLost: (topic, info) => this.lost.push(info),
      ...options,
      platform: { ...this.platform, ...options.platform },
    });
    await settle();
    return client;
  }

  /** A client with an open WebSocket and one topic, `a`, at e1:10. */
  async opened(options) {
    const client = await this.client(options);
    const heard = this.listen(client, 'a');
    await this.pass(0);
    await this.socket.open();
    await this.socket.say({ type: 'subscribed', id: this.socket.sent[0].id, topic: 'a', epoch: 'e1', offset: 10, first: 1 });
    return { client, heard, subscription: heard.subscription };
  }

  listen(client, topic, start = {}) {
    const heard = { messages: [], subscribed: [], gaps: [], errors: [] };
    heard.subscription = client.subscribe(topic, start, {
      onMessage: event => heard.messages.push(event),
      onSubscribed: event => heard.subscribed.push(event),
      onGap: event => heard.gaps.push(event),
    });
    return heard;
  }

  /** Moves the clock; each timer is run at its time, and what it causes is settled before the next. */
  async pass(millis) {
    const until = this.millis + millis;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.millis = Math.max(this.millis, due[1].at);
      due[1].run();
      await settle();
    }
    this.millis = until;
  }

  /** The page stands still: the clock goes on, and what is due is run late, all at once. */
  async standStill(millis) {
    this.millis += millis;
    await this.pass(0);
  }

  page(type) {
    this.window.dispatchEvent(new Event(type));
    return settle();
  }

  visibility(state) {
    this.document.visibilityState = state;
    this.document.dispatchEvent(new Event('visibilitychange'));
    return settle();
  }
}

class CountingTarget extends EventTarget {
  listeners = 0;

  addEventListener(...listener) {
    this.listeners++;
    super.addEventListener(...listener);
  }

  removeEventListener(...listener) {
    this.listeners--;
    super.removeEventListener(...listener);
  }
}

class FakeSocket {
  sent = [];
  closedWith = null;

  constructor(socket, url, protocol) {
    this.socket = socket;
    this.url = url;
    this.protocol = protocol;
  }

  async open(protocol = this.protocol) {
    this.socket.protocol = protocol;
    this.socket.onopen?.({});
    await settle();
  }

  async say(...events) {
    for (const event of events) this.socket.onmessage?.({ data: JSON.stringify(event) });
    await settle();
  }

  async raw(data) {
    this.socket.onmessage?.({ data });
    await settle();
  }

  async end(code = 1006, reason = '') {
    this.socket.onclose?.({ code, reason });
    await settle();
  }

  async fail(code) {
    this.socket.onerror?.({});
    if (code) this.socket.onclose?.({ code, reason: '' });
    await settle();
  }

  commands(type) {
    return this.sent.filter(command => command.type === type);
  }
}

class FakeRequest {
  #resolve;
  #reject;
  #stream = null;

  constructor(url, options, resolve, reject) {
    this.url = new URL(url);
    this.options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    options.signal.addEventListener('abort', () => {
      reject(new DOMException('aborted', 'AbortError'));
      try {
        this.#stream?.error(new DOMException('aborted', 'AbortError'));
      } catch {
        // it ended before
      }
    });
  }

  get aborted() {
    return this.options.signal.aborted;
  }

  async answer(status = 200, headers = { 'content-type': 'text/event-stream; charset=utf-8' }, body = '') {
    const stream = new ReadableStream({ start: controller => { this.#stream = controller; } });
    this.#resolve(new Response(stream, { status, headers }));
    await this.push(body);
  }

  async fail() {
    this.#reject(new TypeError('fetch failed'));
    await settle();
  }

  async push(text) {
    if (text) this.#stream.enqueue(new TextEncoder().encode(text));
    for (let i = 0; i < 4; i++) await settle();
  }

  async pushBytes(bytes) {
    this.#stream.enqueue(bytes);
    for (let i = 0; i < 4; i++) await settle();
  }

  async end() {
    this.#stream.close();
    for (let i = 0; i < 4; i++) await settle();
  }
}

/** An event of a stream, as the gateway writes it. */
export function event({ id, type, data, retry }) {
  const lines = [];
  if (id !== undefined) lines.push(`id: ${id}`);
  if (type !== undefined) lines.push(`event: ${type}`);
  if (retry !== undefined) lines.push(`retry: ${retry}`);
  if (data !== undefined) for (const line of String(data).split('\n')) lines.push(`data: ${line}`);
  return lines.join('\n') + '\n\n';
}
