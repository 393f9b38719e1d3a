// SPDX-License-Identifier: Apache-2.0
//
// sluice.js: a client of the Sluice push gateway that comes back and resumes. One ES module without dependencies, for
// browsers and Node. What it speaks is docs/PROTOCOL.md; its options, events and bounds stand in gateway-js/README.md.

const SUBPROTOCOL = 'sluice.v1.json';
const TOPIC = /^[A-Za-z0-9._:@-]{1,255}$/;
const POSITION = /^([0-9a-z]{1,13}):(\d{1,16})$/;
const DURATION = /^-\d{1,9}(ms|s|m|h|d)$/;
const RESERVED_PARAMETERS = ['topic', 'since', 'last', 'client'];

/** Numbers that may be set: default and minimum. */
const NUMBERS = {
  maxTopics: [64, 1],
  connectTimeoutMillis: [10_000, 1],
  commandTimeoutMillis: [10_000, 1],
  silenceMillis: [25_000, 1],
  pongTimeoutMillis: [10_000, 1],
  sseSilenceMillis: [45_000, 1],
  backoffBaseMillis: [1000, 1],
  backoffMaxMillis: [30_000, 1],
  stateLostSpreadMillis: [5000, 0],
  webSocketFailuresBeforeSse: [3, 1],
  webSocketRetryMillis: [300_000, 1],
};
const FUNCTIONS = ['onState', 'onError', 'onStateLost'];
const HANDLERS = ['onMessage', 'onSubscribed', 'onGap', 'onStateLost', 'onError'];

const STABLE_MILLIS = 10_000; // a connection that lasted this long has proved that all is well
const HURRY_MILLIS = 1000; // all tabs of a machine see the network come back at the same moment
const BUSY_MILLIS = 1000; // "try again after a second or more"
const PROBE_MILLIS = 5000;
const MAX_WAIT_MILLIS = 86_400_000; // a longer goaway is no plan but a mistake; timers end at 24 days
const LATE_MILLIS = 1000; // a timer that comes later than this was held up by the page
const GRACE_MILLIS = 2000; // what waited behind the page's standstill gets this long to be handled
const COMMAND_BURST = 10; // far below any sensible limits.inbound-rate, for which the gateway closes with 1008
const COMMAND_SPACING_MILLIS = 200;
const MAX_COMMAND_CHARS = 16 * 1024; // far below limits.inbound-frame
const REGROUP_MILLIS = 100; // topics subscribed one after another become one new event stream
const REGROUP_SPACING_MILLIS = 1000;
const MAX_EVENT_CHARS = 32 * 1024 * 1024; // more than the largest payload that a gateway can be set to take

/**
 * Connects to a gateway.
 *
 * @param {string | URL} url the gateway's client port
 * @param {import('./sluice.js').Options} [options]
 */
export function connect(url, options) {
  return new Sluice(url, options);
}

/** A connection to the gateway that outlives sockets. */
export class Sluice {
  #client;

  constructor(url, options = {}) {
    this.#client = new Client(url, options);
  }

  get state() {
    return this.#client.state;
  }

  get transport() {
    return this.#client.link?.transport ?? null;
  }

  subscribe(topic, start, handlers) {
    return handlers === undefined ? this.#client.subscribe(topic, {}, start) : this.#client.subscribe(topic, start, handlers);
  }

  close() {
    this.#client.finish({ code: 1000, reason: 'closed by the application' });
  }
}

/** What an application holds of a topic. */
class Subscription {
  #topic;

  constructor(topic) {
    this.#topic = topic;
  }

  get topic() {
    return this.#topic.name;
  }

  get position() {
    return text(this.#topic.position);
  }

  get active() {
    return !this.#topic.ended;
  }

  unsubscribe() {
    this.#topic.client.unsubscribe(this.#topic);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Topics: positions, duplicates, gaps. They know nothing of sockets, so they outlive them.

class Topic {
  /** The last position seen; null until the gateway named one. */
  position = null;
  /** Offsets up to here may be missing: a gap told so. */
  announced = 0;
  /** Whether the application was told `subscribed` for the connection of this moment. */
  live = false;
  ended = false;
  /** Not to be subscribed before this time: the gateway was busy. */
  blockedUntil = 0;
  refusals = 0;
  /** The largest command that may name this topic. Commands are all or nothing, so one refused topic is found by halving. */
  batch = Infinity;
  #lost = null;

  constructor(client, name, start, handlers) {
    this.client = client;
    this.name = name;
    this.format = start.format ?? 'json';
    this.start = {};
    if (start.since !== undefined) this.start.since = start.since;
    if (start.last !== undefined) this.start.last = start.last;
    this.handlers = handlers;
    if (POSITION.test(start.since ?? '')) this.position = parsePosition(start.since);
  }

  /** What a subscribe says about where to begin. */
  get from() {
    return this.position ? { since: text(this.position) } : this.start;
  }

  /** Delivery begins after this position. */
  begin({ epoch, offset, first, recovered, reason }) {
    this.refusals = 0;
    this.batch = Infinity;
    // What an earlier connection left out is not left out of this one.
    this.announced = 0;
    if (recovered !== true || !this.position) this.position = { epoch, offset };
    if (!this.live || recovered === false) {
      this.live = true;
      const event = { topic: this.name, epoch, offset, position: text({ epoch, offset }) };
      if (first !== undefined) event.first = first;
      if (recovered !== undefined) event.recovered = recovered;
      if (reason !== undefined) event.reason = reason;
      this.#call('onSubscribed', event);
    }
    if (recovered === false) this.#stateLost({ reason: reason ?? 'epoch', epoch, offset, first });
  }

  message(epoch, offset, data, traceparent) {
    if (this.ended || !this.position) return;
    if (epoch !== undefined && epoch !== this.position.epoch) {
      this.begin({ epoch, offset: Math.max(0, offset - 1), recovered: false, reason: 'epoch' });
    }
    const seen = this.position.offset;
    if (offset <= seen) return;
    const firstMissing = Math.max(seen, Math.min(this.announced, offset - 1)) + 1;
    if (firstMissing < offset) {
      // No gateway should do this; if one does, the application hears of it all the same.
      this.gap({ from: firstMissing, to: offset - 1, skipped: offset - firstMissing, reason: 'unknown' });
    }
    if (this.ended) return;
    this.position = { epoch: this.position.epoch, offset };
    this.#call('onMessage', {
      topic: this.name,
      epoch: this.position.epoch,
      offset,
      position: text(this.position),
      data: this.format === 'text' && typeof data !== 'string' && !(data instanceof Uint8Array) ? JSON.stringify(data) : data,
      ...(typeof traceparent === 'string' && { traceparent }),
    });
  }

  gap({ epoch, from, to, skipped, reason }) {
    if (this.ended || !this.position) return;
    const known = epoch ?? this.position.epoch;
    if (known !== this.position.epoch) this.begin({ epoch: known, offset: Math.max(0, from - 1), recovered: false, reason: 'epoch' });
    if (to <= this.position.offset) return;
    this.announced = Math.max(this.announced, to);
    // Where messages among these follow, the position must not pass them: the connection may end before they come.
    const nothingFollows = reason !== 'latest' || skipped === to - from + 1;
    if (nothingFollows) this.position = { epoch: known, offset: to };
    this.#call('onGap', { topic: this.name, epoch: known, from, to, skipped, reason });
    if (reason !== 'latest') this.#stateLost({ reason, epoch: known, offset: to, from, to });
  }

  /** It cannot be said which of the messages up to here came. */
  missed(to) {
    const from = (this.position?.offset ?? to) + 1;
    this.gap({ from, to, skipped: to - from + 1, reason: 'unknown' });
  }

  /** The application is asked to fetch its state: once per spread, however often it was lost meanwhile. */
  #stateLost(info) {
    if (this.ended) return; // by a handler, just now
    const times = (this.#lost?.info.times ?? 0) + 1;
    const event = { topic: this.name, ...info, times };
    if (event.first === undefined) delete event.first;
    if (this.#lost) {
      this.#lost.info = event;
      return;
    }
    const { client } = this;
    const timer = client.timer(client.random() * client.options.stateLostSpreadMillis, () => {
      const lost = this.#lost.info;
      this.#lost = null;
      const own = this.handlers.onStateLost;
      if (own) client.call(own, this.name, lost);
      else client.call(client.options.onStateLost, this.name, lost);
    });
    this.#lost = { info: event, timer };
  }

  refused({ code, text: why }) {
    const event = { topic: this.name, code, text: why };
    const own = this.handlers.onError;
    this.end();
    this.client.call(own ?? this.client.options.onError, event);
  }

  end() {
    this.ended = true;
    if (this.#lost) this.client.cancel(this.#lost.timer);
    this.#lost = null;
  }

  #call(name, event) {
    this.client.call(this.handlers[name], event);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The client: which transport, when, and what the page's life says about it.

class Client {
  state = 'connecting';
  topics = new Map();
  /** The connection in use or being made. */
  link = null;
  /** A second connection that is to replace the first: an event stream with other topics, or a WebSocket after one. */
  candidate = null;
  /** When the last event stream was asked for. */
  streamAt = 0;
  #base;
  #parameters;
  #attempts = 0;
  #timer = null;
  #dueAt = 0;
  #notBefore = 0;
  #failures = 0;
  #webSocketFailures = 0;
  #sseFailed = false;
  #probeTimer = null;
  #probes = 0;
  #hidden = false;
  #lastHttpError = '';
  #listeners = [];

  constructor(url, options) {
    this.options = checkOptions(options);
    const platform = this.options.platform;
    this.now = platform.now ?? Date.now;
    this.random = platform.random ?? Math.random;
    // Browsers refuse to run these as methods of another object.
    this.setTimeout = platform.setTimeout ?? ((run, millis) => globalThis.setTimeout(run, millis));
    this.clearTimeout = platform.clearTimeout ?? (id => globalThis.clearTimeout(id));
    this.fetch = platform.fetch ?? (globalThis.fetch && ((...args) => globalThis.fetch(...args)));
    this.WebSocket = platform.WebSocket ?? globalThis.WebSocket;
    this.reportError = platform.reportError ?? globalThis.reportError?.bind(globalThis) ?? (error => console.error(error));
    this.#base = checkUrl(url, platform.location ?? globalThis.location);
    this.#parameters = this.options.parameters ?? {};
    if (typeof this.#parameters !== 'function') query(this.#parameters);
    // One name for all connections of this client: presence then sees a reconnect as no event.
    this.name = Array.from({ length: 16 }, () => Math.floor(this.random() * 36).toString(36)).join('');
    this.transports = this.options.transports.filter(transport => (transport === 'sse' ? this.fetch : this.WebSocket));
    if (this.transports.length === 0) {
      throw new TypeError('there is neither WebSocket nor fetch here; pass options.platform.WebSocket');
    }
    this.#listen(platform.window ?? globalThis, platform.document ?? globalThis.document);
    // Not at once, so that what is subscribed right after the construction goes out together, and no handler is called
    // before the application holds its object.
    this.#timer = this.timer(0, () => this.#attempt());
  }

  // -- what the application calls

  subscribe(name, start, handlers) {
    if (this.state === 'closed') throw new Error('this client is closed');
    checkStart(name, start);
    const checked = checkHandlers(handlers);
    if (this.topics.has(name)) throw new Error(`topic ${name} is subscribed already`);
    if (this.topics.size >= this.options.maxTopics) {
      throw new RangeError(`more than ${this.options.maxTopics} topics (option maxTopics)`);
    }
    const topic = new Topic(this, name, start, checked);
    this.topics.set(name, topic);
    this.#topicsChanged();
    return new Subscription(topic);
  }

  unsubscribe(topic) {
    topic.end();
    if (this.topics.get(topic.name) === topic) {
      this.topics.delete(topic.name);
      this.#topicsChanged();
    }
  }

  /** Ends everything, for good. */
  finish({ code, reason }) {
    if (this.state === 'closed') return;
    this.#drop();
    this.cancel(this.#timer);
    for (const [target, type, listener] of this.#listeners) target.removeEventListener(type, listener);
    for (const topic of this.topics.values()) topic.end();
    this.topics.clear();
    this.#setState('closed', { code, reason });
  }

  // -- what the links tell

  /** The socket is open, or the stream's head is there. */
  opened(link) {
    if (link === this.candidate) {
      // A WebSocket may open and yet carry nothing; it has to be heard first.
      if (link.transport === 'websocket') link.probe();
      else this.#adopt();
    } else if (link === this.link) {
      this.#isOpen(link);
    }
  }

  /** Something came through, for the first time. */
  heard(link) {
    if (link.transport === 'websocket') this.#webSocketFailures = this.#probes = 0;
    if (link === this.candidate) {
      this.#adopt();
      link.topicsChanged();
    }
  }

  ended(link, end) {
    if (link === this.candidate) {
      this.candidate = null;
      if (link.transport === 'websocket') {
        this.#scheduleProbe();
        this.link?.topicsChanged(); // what changed meanwhile waited for the outcome
        return;
      }
      // The stream in use lacks topics. It ends too, and the next attempt takes all of them.
      this.link?.close();
    }
    this.#lostLink(link, end);
  }

  /** The topics of an event stream changed: another stream replaces it, and overlaps with it until it is open. */
  regroup() {
    if (this.candidate) this.candidate.close();
    this.candidate = null;
    if (this.topics.size === 0) {
      this.#drop();
      this.#attempt();
      return;
    }
    this.#prepare(parameters => {
      this.candidate = new EventStreamLink(this, this.#base, parameters);
      this.candidate.open();
    });
  }

  error(event) {
    this.call(this.options.onError, event);
  }

  httpError(status, why) {
    const code = `http-${status}`;
    if (this.#lastHttpError === code + why) return;
    this.#lastHttpError = code + why;
    this.error({ code, text: why });
  }

  // -- attempts

  #attempt() {
    this.#timer = null;
    const transport = this.#choose();
    if (!transport) {
      // An event stream has topics or is none. The first subscribe opens it.
      this.#setState('waiting', { reason: 'there is no topic' });
      return;
    }
    this.#setState('connecting', { transport });
    this.#prepare(parameters => {
      const Link = transport === 'sse' ? EventStreamLink : WebSocketLink;
      this.link = new Link(this, this.#base, parameters);
      this.link.open();
    });
  }

  #choose() {
    const sse = this.transports.includes('sse');
    const webSocket = this.transports.includes('websocket');
    if (sse && !webSocket) return this.topics.size > 0 ? 'sse' : null;
    const blocked = this.#webSocketFailures >= this.options.webSocketFailuresBeforeSse;
    if (sse && blocked && !this.#sseFailed && this.topics.size > 0) return 'sse';
    this.#sseFailed = false;
    return 'websocket';
  }

  /** Asks the application for the parameters of the next connection; what was asked before is void then. */
  #prepare(use, giveUp = () => this.#lostLink(null, { reason: 'no parameters' })) {
    const attempt = ++this.#attempts;
    const once = action => {
      if (attempt !== this.#attempts || this.state === 'closed') return;
      this.#attempts++;
      this.cancel(deadline);
      action();
    };
    const fail = error => once(() => {
      this.error({ code: 'parameters', text: String(error?.message ?? error) });
      giveUp();
    });
    const succeed = values => {
      let parameters;
      try {
        parameters = query(values ?? {}) + `client=${this.name}`;
      } catch (error) {
        fail(error);
        return;
      }
      once(() => use(parameters));
    };
    let deadline = null;
    if (typeof this.#parameters !== 'function') {
      succeed(this.#parameters);
      return;
    }
    deadline = this.deadline(this.options.connectTimeoutMillis, () => fail(new Error('parameters did not come in time')));
    Promise.resolve().then(this.#parameters).then(succeed, fail);
  }

  #isOpen(link) {
    this.#lastHttpError = '';
    this.#setState('open', { transport: link.transport });
    if (link.transport === 'sse') this.#scheduleProbe();
    link.topicsChanged();
  }

  /** The candidate takes over. Both delivered for a moment, and positions tell what was seen. */
  #adopt() {
    const link = this.candidate;
    this.candidate = null;
    this.link?.close();
    this.link = link;
    this.cancel(this.#probeTimer);
    this.#isOpen(link);
  }

  #drop() {
    this.#attempts++;
    this.cancel(this.#probeTimer);
    this.candidate?.close();
    this.link?.close();
    this.candidate = this.link = null;
    for (const topic of this.topics.values()) topic.live = false;
  }

  #lostLink(link, end) {
    this.#drop();
    if (!mayComeBack(end.code ?? 1006) && !(end.code === 4501 && typeof this.#parameters === 'function')) {
      this.finish(end);
      return;
    }
    if (link?.transport === 'sse' && !link.openedAt) this.#sseFailed = true;
    if (link?.transport === 'websocket' && !link.wasHeard && end.code === 1006) this.#webSocketFailures++;
    const { backoffBaseMillis, backoffMaxMillis } = this.options;
    if (link?.openedAt && this.now() - link.openedAt >= STABLE_MILLIS) this.#failures = 0;
    let wait = this.random() * Math.min(backoffMaxMillis, backoffBaseMillis * 2 ** Math.min(this.#failures, 20));
    if (end.code === 1013) wait += BUSY_MILLIS;
    this.#failures++;
    this.#notBefore = this.now() + Math.min(end.notBeforeMillis ?? 0, MAX_WAIT_MILLIS);
    if (this.#hidden) {
      this.#setState('waiting', { code: end.code, reason: end.reason });
      return;
    }
    this.#wait(Math.max(0, this.#notBefore - this.now()) + wait, end);
  }

  #wait(millis, { code, reason }) {
    this.cancel(this.#timer);
    this.#dueAt = this.now() + millis;
    this.#timer = this.timer(millis, () => this.#attempt());
    this.#setState('waiting', { code, reason, retryInMillis: Math.round(millis) });
  }

  /** While an event stream serves, WebSocket is tried beside it now and then. */
  #scheduleProbe() {
    this.cancel(this.#probeTimer);
    if (!this.transports.includes('websocket')) return;
    // The first come soon: while a gateway restarts nothing works, and which of the two then works first is chance.
    const bound = Math.min(this.options.webSocketRetryMillis, PROBE_MILLIS * 2 ** Math.min(this.#probes, 20));
    this.#probeTimer = this.timer(bound * (0.5 + this.random() / 2), () => {
      this.#probes++;
      this.#scheduleProbe();
      if (this.candidate || this.link?.transport !== 'sse' || !this.link.openedAt) return;
      this.#prepare(parameters => {
        this.candidate = new WebSocketLink(this, this.#base, parameters);
        this.candidate.open();
      }, () => {});
    });
  }

  #topicsChanged() {
    if (this.link) this.link.topicsChanged();
    else if (this.state === 'waiting' && !this.#hidden && (!this.#timer || this.topics.size === 1)) {
      // Without a topic only WebSocket was tried; now an event stream may do.
      const millis = Math.max(0, this.#notBefore - this.now()) + (this.#timer ? this.random() * HURRY_MILLIS : 0);
      if (!this.#timer || this.now() + millis < this.#dueAt) this.#wait(millis, { reason: 'subscribed' });
    }
  }

  // -- the page's life

  #listen(page, document) {
    const on = (target, type, listener) => {
      if (typeof target?.addEventListener !== 'function') return;
      target.addEventListener(type, listener);
      this.#listeners.push([target, type, listener]);
    };
    on(page, 'online', () => this.#hurry());
    // It may be a false alarm: virtual adapters come and go. A ping tells.
    on(page, 'offline', () => this.link?.probe());
    on(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#hurry();
    });
    on(document, 'resume', () => this.#hurry());
    on(page, 'pagehide', () => this.#hide());
    on(page, 'pageshow', () => this.#hurry());
  }

  /** A page with an open connection may not enter the browser's cache; one that leaves has no use for it. */
  #hide() {
    if (this.state === 'closed') return;
    this.#hidden = true;
    this.#drop();
    this.cancel(this.#timer);
    this.#timer = null;
    this.#setState('waiting', { reason: 'the page is hidden away' });
  }

  /** There is reason to believe that it works now: a wait is cut short, but not what the gateway asked for. */
  #hurry() {
    const wasHidden = this.#hidden;
    this.#hidden = false;
    if (this.link) {
      this.link.probe();
    } else if (this.state === 'waiting' && (wasHidden || this.#timer)) {
      const millis = Math.max(0, this.#notBefore - this.now()) + this.random() * HURRY_MILLIS;
      if (wasHidden || this.now() + millis < this.#dueAt) this.#wait(millis, { reason: 'the page is back' });
    }
  }

  // -- tools

  timer(millis, run) {
    return { id: this.setTimeout(run, millis) };
  }

  /**
   * A timer that gives a verdict over something that did not come. If the page stood still, what came meanwhile may
   * wait to be handled behind this timer; then it gets a moment.
   */
  deadline(millis, verdict) {
    const due = this.now() + millis;
    const handle = this.timer(millis, () => {
      if (this.now() - due > LATE_MILLIS) handle.id = this.setTimeout(verdict, GRACE_MILLIS);
      else verdict();
    });
    return handle;
  }

  cancel(handle) {
    if (handle) this.clearTimeout(handle.id);
  }

  /** A mistake in a handler is the application's; it is reported and breaks nothing here. */
  call(handler, ...args) {
    if (!handler) return;
    try {
      handler(...args);
    } catch (error) {
      this.reportError(error);
    }
  }

  #setState(state, detail) {
    const before = this.state;
    this.state = state;
    if (state === 'open' && before === 'open' && detail.transport === this.#lastTransport) return;
    this.#lastTransport = state === 'open' ? detail.transport : null;
    const event = { state };
    for (const [name, value] of Object.entries(detail)) if (value !== undefined) event[name] = value;
    this.call(this.options.onState, event);
  }

  #lastTransport = null;
}

// ---------------------------------------------------------------------------------------------------------------------
// WebSocket

class WebSocketLink {
  transport = 'websocket';
  openedAt = 0;
  wasHeard = false;
  #client;
  #url;
  #socket = null;
  #done = false;
  #connectDeadline = null;
  #lastHeard = 0;
  #silence = null;
  #pong = null;
  #goaway = null;
  #id = 0;
  /** What the gateway knows of topics: name -> {topic, state: subscribing | subscribed | unsubscribing}. */
  #wire = new Map();
  /** Commands without an answer yet: id -> {topics, subscribe, deadline}. Every topic stands in one at most. */
  #commands = new Map();
  #flushQueued = false;
  #flushTimer = null;
  #tokens = COMMAND_BURST;
  #tokensAt = 0;

  constructor(client, base, parameters) {
    this.#client = client;
    this.#url = `${base.replace(/^http/, 'ws')}/ws?${parameters}`;
  }

  open() {
    const client = this.#client;
    try {
      this.#socket = new client.WebSocket(this.#url, SUBPROTOCOL);
    } catch (error) {
      // Such as a policy of the page. It is no different from a network that forbids it.
      this.#connectDeadline = client.timer(0, () => this.#end(1006, String(error.message)));
      return;
    }
    this.#connectDeadline = client.deadline(client.options.connectTimeoutMillis, () => this.#end(1006, 'no handshake'));
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = event => this.#received(event.data);
    this.#socket.onclose = event => this.#end(event.code, event.reason);
    this.#socket.onerror = () => this.#failed();
  }

  /** The close that tells more comes right behind; Node 20 leaves it out where there was no handshake. */
  #failed() {
    if (this.openedAt || this.#done) return;
    this.#client.cancel(this.#connectDeadline);
    this.#connectDeadline = this.#client.timer(0, () => this.#end(1006, 'no handshake'));
  }

  #opened() {
    const client = this.#client;
    client.cancel(this.#connectDeadline);
    if (this.#socket.protocol !== SUBPROTOCOL) {
      this.#end(1006, `this is no ${SUBPROTOCOL}`);
      return;
    }
    this.openedAt = this.#lastHeard = this.#tokensAt = client.now();
    this.#watchSilence(client.options.silenceMillis);
    client.opened(this);
  }

  /** Commands follow at the end of the turn, so that many calls make few commands. */
  topicsChanged() {
    if (!this.openedAt || this.#flushQueued || this.#done || this.#client.link !== this) return;
    this.#flushQueued = true;
    queueMicrotask(() => {
      this.#flushQueued = false;
      this.#flush();
    });
  }

  #flush() {
    const client = this.#client;
    client.cancel(this.#flushTimer);
    this.#flushTimer = null;
    if (this.#done) return;
    const gone = [];
    for (const [name, entry] of this.#wire) {
      if (entry.state === 'subscribed' && client.topics.get(name) !== entry.topic) gone.push(entry.topic);
    }
    for (const batch of batches(gone, () => ({}))) {
      if (!this.#takeToken()) return;
      for (const topic of batch) this.#wire.set(topic.name, { topic, state: 'unsubscribing' });
      this.#command({ type: 'unsubscribe', topics: batch.map(topic => topic.name) }, batch);
    }
    let wake = Infinity;
    const wanted = [];
    for (const topic of client.topics.values()) {
      // One that is still known from before is named again after the gateway's answer; so no topic is named twice, and
      // never more than maxTopics at a time.
      if (this.#wire.has(topic.name) || this.#wire.size + wanted.length >= client.options.maxTopics) continue;
      if (topic.blockedUntil > client.now()) wake = Math.min(wake, topic.blockedUntil);
      else wanted.push(topic);
    }
    for (const batch of batches(wanted, topic => topic.from)) {
      if (!this.#takeToken()) return;
      for (const topic of batch) this.#wire.set(topic.name, { topic, state: 'subscribing' });
      this.#command({ type: 'subscribe', topics: batch.map(topic => ({ topic: topic.name, ...topic.from })) }, batch);
    }
    if (wake < Infinity) this.#flushLater(wake - client.now());
  }

  #flushLater(millis) {
    this.#client.cancel(this.#flushTimer);
    this.#flushTimer = this.#client.timer(millis, () => this.#flush());
  }

  /** Whether a command may be sent now; if not, the rest is sent when it may. */
  #takeToken() {
    const now = this.#client.now();
    const gained = Math.max(0, Math.floor((now - this.#tokensAt) / COMMAND_SPACING_MILLIS));
    this.#tokens = Math.min(COMMAND_BURST, this.#tokens + gained);
    this.#tokensAt = this.#tokens === COMMAND_BURST ? now : this.#tokensAt + gained * COMMAND_SPACING_MILLIS;
    if (this.#tokens === 0) {
      this.#flushLater(COMMAND_SPACING_MILLIS);
      return false;
    }
    this.#tokens--;
    return true;
  }

  #command(command, topics) {
    const client = this.#client;
    const id = ++this.#id;
    const deadline = client.deadline(client.options.commandTimeoutMillis, () => {
      if (this.#commands.has(id)) this.#end(1006, `no answer to ${command.type}`);
    });
    this.#commands.set(id, { unanswered: new Set(topics.map(topic => topic.name)), subscribe: command.type === 'subscribe', deadline });
    this.#socket.send(JSON.stringify({ ...command, id }));
  }

  // -- signs of life

  /** Asks the gateway for one, unless that was asked already. */
  probe() {
    if (!this.openedAt || this.#pong || this.#done) return;
    const client = this.#client;
    this.#socket.send(JSON.stringify({ type: 'ping', id: ++this.#id }));
    this.#pong = client.deadline(client.options.pongTimeoutMillis, () => this.#end(1006, 'no pong'));
  }

  #watchSilence(millis) {
    const client = this.#client;
    this.#silence = client.timer(millis, () => {
      // The clock may have been set back meanwhile.
      const silent = Math.max(0, client.now() - this.#lastHeard);
      const left = client.options.silenceMillis - silent;
      if (left <= 0) this.probe();
      this.#watchSilence(left > 0 ? left : client.options.silenceMillis);
    });
  }

  // -- events

  #received(data) {
    const client = this.#client;
    if (this.#done) return;
    this.#lastHeard = client.now();
    if (this.#pong) {
      client.cancel(this.#pong);
      this.#pong = null;
    }
    let event = null;
    try {
      event = JSON.parse(data);
    } catch {
      // said below
    }
    if (typeof event !== 'object' || event === null) {
      client.error({ code: 'bad-event', text: 'the gateway sent something that is no JSON object' });
      this.#end(1006, 'a bad event');
      return;
    }
    if (!this.wasHeard) {
      this.wasHeard = true;
      client.heard(this);
    }
    this.#handle(event);
  }

  #handle(event) {
    const topic = this.#delivered(event.topic);
    switch (event.type) {
      case 'message':
        if (topic && isOffset(event.offset)) topic.message(event.epoch, event.offset, payload(event), event.traceparent);
        break;
      case 'gap':
        if (topic && isOffset(event.from) && isOffset(event.to)) topic.gap(event);
        break;
      case 'subscribed':
        this.#subscribed(event);
        break;
      case 'unsubscribed':
        this.#wire.delete(event.topic);
        this.#answered(event.id, event.topic);
        break;
      case 'error':
        this.#refused(event);
        break;
      case 'goaway':
        this.#goaway = { code: event.code, reason: event.reason, at: this.#client.now() + millisOf(event.reconnectAfterMillis) };
        break;
      default: // pong was a sign of life, which is all it is for; a later version may send more
    }
  }

  /** The topic of an event, if the application still wants it. */
  #delivered(name) {
    const entry = this.#wire.get(name);
    return entry?.state === 'subscribed' && this.#client.topics.get(name) === entry.topic ? entry.topic : null;
  }

  #subscribed(event) {
    const entry = this.#wire.get(event.topic);
    if (entry?.state !== 'subscribing' || typeof event.epoch !== 'string' || !isOffset(event.offset)) return;
    entry.state = 'subscribed';
    if (this.#client.topics.get(event.topic) === entry.topic) entry.topic.begin(event);
    this.#answered(event.id, event.topic);
  }

  #answered(id, name) {
    const command = this.#commands.get(id);
    if (command) {
      command.unanswered.delete(name);
      if (command.unanswered.size === 0) this.#forget(id, command);
    }
    this.topicsChanged();
  }

  #forget(id, command) {
    this.#client.cancel(command.deadline);
    this.#commands.delete(id);
  }

  #refused({ id, code, text: why }) {
    const client = this.#client;
    const command = this.#commands.get(id);
    if (!command) {
      client.error({ code, text: why });
      return;
    }
    this.#forget(id, command);
    if (code === 'already-subscribed') {
      // The two sides disagree on what is subscribed; a new connection makes them agree.
      this.#end(1006, why);
      return;
    }
    for (const name of command.unanswered) {
      const entry = this.#wire.get(name);
      this.#wire.delete(name);
      if (!command.subscribe || !entry || client.topics.get(name) !== entry.topic) continue;
      this.#subscribeRefused(entry.topic, command.unanswered.size, code, why);
    }
    this.topicsChanged();
  }

  #subscribeRefused(topic, batch, code, why) {
    const client = this.#client;
    if (code === 'unavailable') {
      const ceiling = client.options.backoffBaseMillis * 2 ** Math.min(topic.refusals++, 20);
      topic.blockedUntil = client.now() + BUSY_MILLIS + client.random() * Math.min(client.options.backoffMaxMillis, ceiling);
    } else if (batch > 1) {
      topic.batch = Math.ceil(batch / 2);
    } else {
      client.topics.delete(topic.name);
      topic.refused({ code, text: why });
    }
  }

  // -- the end

  /** By the client; nothing is heard of it any more. */
  close() {
    this.#release(1000);
  }

  #end(code, reason) {
    if (this.#done) return;
    // Where the Close frame was lost, the goaway before it still counts.
    const goaway = this.#goaway;
    const end = { code: code === 1006 && goaway ? goaway.code : code, reason: reason || goaway?.reason || '' };
    if (goaway) end.notBeforeMillis = Math.max(0, goaway.at - this.#client.now());
    this.#release(4000);
    this.#client.ended(this, end);
  }

  #release(code) {
    if (this.#done) return;
    this.#done = true;
    const client = this.#client;
    for (const handle of [this.#connectDeadline, this.#silence, this.#pong, this.#flushTimer]) client.cancel(handle);
    for (const command of this.#commands.values()) client.cancel(command.deadline);
    this.#commands.clear();
    this.#wire.clear();
    const socket = this.#socket;
    if (!socket) return;
    // A dead network keeps a socket CLOSING for minutes. It may take them; nobody waits for it. Its errors are nobody's,
    // but some implementations want them to be somebody's.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {};
    try {
      socket.close(code);
    } catch {
      // it was never open
    }
  }
}

/** Splits topics into commands: each within the size that a gateway takes and the batch that each topic may be in. */
function batches(topics, start) {
  const result = [];
  let batch = [];
  let chars = 0;
  let most = Infinity;
  for (const topic of topics) {
    const size = topic.name.length + JSON.stringify(start(topic)).length + 16;
    if (batch.length > 0 && (chars + size > MAX_COMMAND_CHARS || batch.length >= Math.min(most, topic.batch))) {
      result.push(batch);
      batch = [];
      chars = 0;
      most = Infinity;
    }
    batch.push(topic);
    chars += size;
    most = Math.min(most, topic.batch);
  }
  if (batch.length > 0) result.push(batch);
  return result;
}

// ---------------------------------------------------------------------------------------------------------------------
// Event stream. Read with fetch and not with EventSource, which hides the comments that are the only sign of life, the
// status of a refusal, and when it would come back.

class EventStreamLink {
  transport = 'sse';
  openedAt = 0;
  #client;
  #url;
  #done = false;
  #controller = new AbortController();
  #deadline = null;
  #regroupTimer = null;
  #lastHeard = 0;
  #topics = [];
  /** The position that the stream was asked for, of each topic, or null. */
  #asked = [];
  /** The topic whose start has to be turned into a position first, or null. */
  #resolving = null;
  #positions = null;
  /** Where the last gap of each topic ends. */
  #gapEnds = [];
  #goaway = null;
  #retryMillis = 0;

  constructor(client, base, parameters) {
    this.#client = client;
    this.#url = `${base}/sse?${parameters}`;
  }

  open() {
    const client = this.#client;
    if (client.topics.size === 0) {
      // All went while the parameters or a first id were awaited; without a name it would be a stream of `broadcast`.
      this.#deadline = client.timer(0, () => this.#end('there is no topic'));
      return;
    }
    client.streamAt = client.now();
    const { topics, parameters, resolving } = plan([...client.topics.values()]);
    this.#topics = topics;
    this.#asked = topics.map(topic => topic.position);
    this.#resolving = resolving;
    this.#positions = null;
    this.#gapEnds = topics.map(() => 0);
    this.#deadline = client.deadline(client.options.connectTimeoutMillis, () => this.#end('no answer'));
    const controller = this.#controller = new AbortController();
    this.#read(this.#url + parameters, controller).catch(error => {
      if (controller === this.#controller) this.#end(String(error?.message ?? error));
    });
  }

  async #read(url, controller) {
    const client = this.#client;
    const current = () => !this.#done && controller === this.#controller;
    const response = await client.fetch(url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      credentials: client.options.credentials,
      signal: controller.signal,
    });
    if (!current()) return;
    if (response.status !== 200 || !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
      await this.#refused(response, current);
      return;
    }
    if (!this.#resolving) this.#opened();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser((...event) => current() && this.#event(...event), millis => {
      this.#retryMillis = millis;
    });
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (!current()) return;
      if (done) break;
      this.#lastHeard = client.now();
      parser.push(decoder.decode(value, { stream: true }));
    }
    // A stream that was ended in order says itself when to come back.
    this.#end('the stream ended', this.#retryMillis);
  }

  /** Tells why, as far as the answer says so in its first bytes. */
  async #refused(response, current) {
    const retryAfter = Number(response.headers.get('retry-after'));
    let why = response.status === 200 ? 'this is no event stream' : response.statusText;
    try {
      const { value } = await response.body.getReader().read();
      why = JSON.parse(new TextDecoder().decode(value)).detail ?? why;
    } catch {
      // the status has to do
    }
    if (!current()) return;
    this.#client.httpError(response.status, why);
    this.#end(why, retryAfter > 0 ? retryAfter * 1000 : 0);
  }

  #opened() {
    const client = this.#client;
    client.cancel(this.#deadline);
    this.openedAt = this.#lastHeard = client.now();
    this.#watchSilence(client.options.sseSilenceMillis);
    client.opened(this);
  }

  topicsChanged() {
    if (!this.openedAt || this.#regroupTimer || this.#done || this.#client.link !== this) return;
    if (this.#serves(this.#client.topics)) return;
    const wait = Math.max(REGROUP_MILLIS, this.#client.streamAt + REGROUP_SPACING_MILLIS - this.#client.now());
    this.#regroupTimer = this.#client.timer(wait, () => {
      this.#regroupTimer = null;
      if (!this.#serves(this.#client.topics)) this.#client.regroup();
    });
  }

  #serves(topics) {
    return topics.size === this.#topics.length && this.#topics.every(topic => topics.get(topic.name) === topic);
  }

  /** Nothing can be asked on an event stream; its comments have to do. */
  probe() {}

  #watchSilence(millis) {
    const client = this.#client;
    this.#deadline = client.deadline(millis, () => {
      const left = client.options.sseSilenceMillis - Math.max(0, client.now() - this.#lastHeard);
      if (left > 0) this.#watchSilence(left);
      else this.#end('silence');
    });
  }

  // -- events

  #event(type, data, id) {
    if (id !== null) {
      const positions = id.split(',').map(parsePosition);
      if (positions.length !== this.#topics.length || positions.includes(null)) {
        this.#client.error({ code: 'bad-event', text: `the stream's id does not name its topics: ${id.slice(0, 200)}` });
        this.#end('a bad event');
        return;
      }
      const before = this.#positions;
      this.#positions = positions;
      if (!before) this.#begin(positions);
      if (this.#done) return;
      if (before && (type === '' || type === 'message' || type === 'binary')) this.#message(before, positions, type, data);
    }
    if (type === 'gap') this.#gap(data);
    if (type === 'goaway') this.#goaway = json(data);
  }

  /** The first id: where delivery of each topic begins. Elsewhere than asked for means that something was lost. */
  #begin(positions) {
    this.#topics.forEach((topic, at) => {
      if (topic.ended) return;
      const { epoch, offset } = positions[at];
      const asked = this.#asked[at];
      if (same(asked, positions[at])) {
        topic.begin({ epoch, offset, recovered: true });
      } else if (!asked) {
        topic.begin({ epoch, offset });
      } else if (!same(topic.position, positions[at])) {
        const reason = asked.epoch !== epoch ? 'epoch' : offset > asked.offset ? 'retention' : 'ahead';
        topic.begin({ epoch, offset, first: offset + 1, recovered: false, reason });
      }
    });
    if (!this.#resolving) return;
    // Its start is a position now, and the stream of all topics can name it.
    this.#client.cancel(this.#deadline);
    this.#controller.abort();
    this.open();
  }

  /**
   * The topic is the one whose position moved. Within an announced gap a position may move without a message, so one
   * that moved elsewhere has precedence; where even that leaves a choice, the message is told as missing instead.
   */
  #message(before, positions, type, data) {
    if (data === null) return;
    const moved = [...positions.keys()].filter(at => !same(positions[at], before[at]));
    const plain = moved.filter(at => !(before[at].offset < this.#gapEnds[at] && positions[at].offset <= this.#gapEnds[at]));
    const of = moved.length === 1 ? moved : plain;
    const wanted = at => this.#client.topics.get(this.#topics[at].name) === this.#topics[at];
    if (of.length === 1) {
      const [at] = of;
      const topic = this.#topics[at];
      const { epoch, offset } = positions[at];
      if (wanted(at)) topic.message(epoch, offset, type === 'binary' ? bytes(data) : value(data, topic.format));
      return;
    }
    for (const at of moved.filter(wanted)) this.#topics[at].missed(positions[at].offset);
  }

  #gap(data) {
    const event = json(data);
    const topic = this.#topics.find(one => one.name === event?.topic);
    if (!topic || this.#client.topics.get(topic.name) !== topic) return;
    if (isOffset(event.from) && isOffset(event.to)) {
      this.#gapEnds[this.#topics.indexOf(topic)] = event.to;
      topic.gap(event);
    } else if (isOffset(event.offset) && typeof event.epoch === 'string' && !same(topic.position, event)) {
      topic.begin({ ...event, recovered: false });
    }
  }

  // -- the end

  close() {
    this.#release();
  }

  #end(reason, notBeforeMillis = 0) {
    if (this.#done) return;
    this.#release();
    const goaway = this.#goaway;
    this.#client.ended(this, {
      code: goaway?.code,
      reason: goaway?.reason ?? reason,
      notBeforeMillis: Math.max(notBeforeMillis, millisOf(goaway?.reconnectAfterMillis)),
    });
  }

  #release() {
    if (this.#done) return;
    this.#done = true;
    this.#client.cancel(this.#deadline);
    this.#client.cancel(this.#regroupTimer);
    this.#controller.abort();
  }
}

/**
 * How an event stream can name these topics. Positions stand side by side, but a number or a duration holds for the
 * whole stream; so a topic that begins with one gets a stream of its own first, just until its first id.
 */
function plan(topics) {
  const isRelative = topic => !topic.position && (topic.start.since !== undefined || topic.start.last !== undefined);
  const names = list => list.map(topic => `&topic=${topic.name}`).join('');
  const relative = topics.find(isRelative);
  if (!relative) {
    const since = topics.some(topic => topic.position) ? `&since=${topics.map(topic => text(topic.position) ?? '').join(',')}` : '';
    return { topics, parameters: names(topics) + since, resolving: null };
  }
  const { since, last } = relative.start;
  const start = last === undefined ? `&since=${since}` : `&last=${last}`;
  const same = topics.every(topic => isRelative(topic) && topic.start.since === since && topic.start.last === last);
  const named = same ? topics : [relative];
  return { topics: named, parameters: names(named) + start, resolving: same ? null : relative };
}

/** Lines to events, WHATWG HTML section 9.2. An event beyond MAX_EVENT_CHARS loses its data, and becomes a gap by that. */
class EventStreamParser {
  #onEvent;
  #onRetry;
  #parts = [];
  #chars = 0;
  #afterCr = false;
  #type = '';
  #data = [];
  #dataChars = 0;
  #tooLong = false;
  #id = null;

  constructor(onEvent, onRetry) {
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
  }

  push(chunk) {
    let from = 0;
    const breaks = /\r\n|\n|\r/g;
    if (this.#afterCr && chunk.length > 0) {
      this.#afterCr = false;
      if (chunk[from] === '\n') from++;
    }
    breaks.lastIndex = from;
    for (let found = breaks.exec(chunk); found; found = breaks.exec(chunk)) {
      this.#part(chunk.slice(from, found.index));
      const line = this.#parts.length === 1 ? this.#parts[0] : this.#parts.join('');
      this.#parts = [];
      this.#chars = 0;
      from = breaks.lastIndex;
      if (found[0] === '\r' && from === chunk.length) this.#afterCr = true;
      this.#line(line);
    }
    if (from < chunk.length) this.#part(chunk.slice(from));
  }

  #part(part) {
    this.#chars += part.length;
    if (this.#chars > MAX_EVENT_CHARS) {
      this.#tooLong = true;
      if (this.#parts.length > 1) this.#parts = [this.#parts[0]];
    } else {
      this.#parts.push(part);
    }
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let content = colon < 0 ? '' : line.slice(colon + 1);
    if (content.startsWith(' ')) content = content.slice(1);
    if (field === 'data') {
      this.#dataChars += content.length + 1;
      if (this.#dataChars > MAX_EVENT_CHARS) this.#tooLong = true;
      if (this.#tooLong) this.#data = [];
      else this.#data.push(content);
    } else if (field === 'event') this.#type = content;
    else if (field === 'id') this.#id = content.includes('\0') ? this.#id : content;
    else if (field === 'retry' && /^\d+$/.test(content)) this.#onRetry(Math.min(Number(content), MAX_WAIT_MILLIS));
  }

  #dispatch() {
    const data = this.#data.length > 0 && !this.#tooLong ? this.#data.join('\n') : null;
    const type = this.#type;
    const id = this.#id;
    this.#type = '';
    this.#data = [];
    this.#dataChars = 0;
    this.#tooLong = false;
    this.#id = null;
    if (data !== null || id !== null) this.#onEvent(type, data, id);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Values and checks

/** docs/PROTOCOL.md, "Close codes": the rule below its table. */
function mayComeBack(code) {
  return code === 1001 || code === 1006 || (code >= 1011 && code <= 1013) || (code >= 4000 && code <= 4499);
}

function text(position) {
  return position ? `${position.epoch}:${position.offset}` : null;
}

function parsePosition(string) {
  const found = POSITION.exec(string);
  const offset = found ? Number(found[2]) : NaN;
  return isOffset(offset) ? { epoch: found[1], offset } : null;
}

function same(position, other) {
  return position?.epoch === other?.epoch && position?.offset === other?.offset;
}

function isOffset(number) {
  return Number.isSafeInteger(number) && number >= 0;
}

function millisOf(number) {
  return typeof number === 'number' && number > 0 ? Math.min(number, MAX_WAIT_MILLIS) : 0;
}

function payload(event) {
  return event.encoding === 'base64' ? bytes(event.data) : event.data;
}

function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), char => char.charCodeAt(0));
}

/** An event stream does not tell JSON from text; the application does. */
function value(data, format) {
  const parsed = format === 'json' ? json(data) : undefined;
  return parsed === undefined ? data : parsed;
}

function json(data) {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function query(parameters) {
  let result = '';
  for (const [name, content] of Object.entries(parameters)) {
    if (RESERVED_PARAMETERS.includes(name)) throw new TypeError(`the parameter ${name} is set by subscribe`);
    result += `${encodeURIComponent(name)}=${encodeURIComponent(content)}&`;
  }
  return result;
}

/** The address of the gateway without a slash at its end, as http or https. */
function checkUrl(address, location) {
  const url = new URL(address, location?.href);
  const scheme = { 'ws:': 'http:', 'wss:': 'https:', 'http:': 'http:', 'https:': 'https:' }[url.protocol];
  if (!scheme) throw new TypeError(`${url.protocol} is no scheme of a gateway; allowed: http, https, ws, wss`);
  if (url.search || url.hash || url.username) throw new TypeError('the address takes no query; see options.parameters');
  return `${scheme}//${url.host}${url.pathname.replace(/\/(ws|sse)?$/, '')}`;
}

function checkOptions(options) {
  const result = { transports: ['websocket', 'sse'], credentials: 'include', parameters: null, platform: {} };
  for (const [name, [byDefault]] of Object.entries(NUMBERS)) result[name] = byDefault;
  for (const [name, content] of Object.entries(options)) {
    if (content === undefined) continue;
    if (NUMBERS[name]) {
      if (!Number.isSafeInteger(content) || content < NUMBERS[name][1]) {
        throw new RangeError(`${name} is ${content}; allowed: a whole number from ${NUMBERS[name][1]}`);
      }
    } else if (FUNCTIONS.includes(name)) {
      if (typeof content !== 'function') throw new TypeError(`${name} is no function`);
    } else if (name === 'transports') {
      if (!Array.isArray(content) || content.length === 0 || !content.every(one => one === 'websocket' || one === 'sse')) {
        throw new TypeError('transports is not an array of websocket, sse');
      }
    } else if (!(name in result)) {
      throw new TypeError(`there is no option ${name}`);
    }
    result[name] = content;
  }
  return result;
}

function checkStart(name, start) {
  if (typeof name !== 'string' || !TOPIC.test(name)) {
    throw new TypeError('a topic is 1 to 255 characters of A-Z a-z 0-9 . _ : @ -');
  }
  if (typeof start !== 'object' || start === null) throw new TypeError('the start is no object');
  for (const key of Object.keys(start)) {
    if (!['since', 'last', 'format'].includes(key)) throw new TypeError(`a start has no ${key}; allowed: since, last, format`);
  }
  const { since, last, format } = start;
  if (since !== undefined && last !== undefined) throw new TypeError('a topic has since or last, not both');
  if (since !== undefined && !(typeof since === 'string' && (parsePosition(since) || DURATION.test(since)))) {
    throw new TypeError(`since is ${since}; allowed: a position such as 3k9d0f:17, or a duration such as -30s`);
  }
  if (last !== undefined && !(Number.isSafeInteger(last) && last >= 0 && last <= 1_000_000)) {
    throw new RangeError(`last is ${last}; allowed: 0 to 1000000`);
  }
  if (format !== undefined && format !== 'json' && format !== 'text') throw new TypeError('format is json or text');
}

function checkHandlers(handlers) {
  if (typeof handlers === 'function') return { onMessage: handlers };
  if (typeof handlers !== 'object' || handlers === null) throw new TypeError('there are no handlers');
  for (const [name, handler] of Object.entries(handlers)) {
    if (!HANDLERS.includes(name)) throw new TypeError(`there is no handler ${name}; there are ${HANDLERS.join(', ')}`);
    if (handler !== undefined && typeof handler !== 'function') throw new TypeError(`${name} is no function`);
  }
  return { ...handlers };
}
