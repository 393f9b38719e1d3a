// SPDX-License-Identifier: Apache-2.0

/** Connects to a gateway: the same as `new Sluice(url, options)`. */
export function connect(url: string | URL, options?: Options): Sluice;

/** A connection to the gateway that outlives sockets: it comes back by itself and resumes every topic. */
export class Sluice {
  /**
   * @param url the gateway's client port, such as `https://push.example.com`; in a page it may be relative: `/`
   * @throws TypeError or RangeError at once for whatever is wrong with the arguments
   */
  constructor(url: string | URL, options?: Options);

  readonly state: State;

  /** What the connection of this moment uses, or is trying; null while there is none. */
  readonly transport: Transport | null;

  /** Subscribes, at any time. A function instead of handlers is `onMessage`. */
  subscribe(topic: string, handlers: Handlers | ((message: Message) => void)): Subscription;
  subscribe(topic: string, start: Start, handlers: Handlers | ((message: Message) => void)): Subscription;

  /** Ends everything, for good. */
  close(): void;
}

export interface Subscription {
  readonly topic: string;

  /** The last position seen, such as `3k9d0f:17`: what to store, and to name as `since` after a reload. */
  readonly position: string | null;

  /** False once it was unsubscribed, refused, or the client was closed. */
  readonly active: boolean;

  /** No handler of it is called any more. */
  unsubscribe(): void;
}

/** Where delivery begins: with what comes from now on, if nothing is said. */
export interface Start {
  /** After a position (`3k9d0f:17`), or with the oldest retained publication of a time (`-30s`; ms, s, m, h, d). */
  since?: string;

  /** With the newest N that are retained, 0 to 1000000. */
  last?: number;

  /**
   * What the publications are: `json` (the default) or `text`. An event stream does not tell one from the other, so this
   * decides there. With `text`, `data` is a string whatever the transport.
   */
  format?: 'json' | 'text';
}

export interface Handlers {
  onMessage?(message: Message): void;
  onSubscribed?(event: Subscribed): void;
  onGap?(event: Gap): void;
  /** Instead of the client's `onStateLost`, for this topic. */
  onStateLost?(topic: string, info: StateLost): void;
  /** The subscription was refused and is over. Without it the client's `onError` is called. */
  onError?(error: SluiceError): void;
}

export interface Message {
  topic: string;
  epoch: string;
  offset: number;
  /** `epoch:offset` */
  position: string;
  /** A string, a JSON value, or for binary publications a Uint8Array. */
  data: any;
  /** Of the publisher's span (W3C Trace Context), where it named one. Not over event streams. */
  traceparent?: string;
}

export interface Subscribed {
  topic: string;
  epoch: string;
  offset: number;
  /** Delivery begins after this. */
  position: string;
  /** The oldest offset that is retained, where the transport says so. */
  first?: number;
  /** There if a position was named: whether nothing was lost since. */
  recovered?: boolean;
  /** There if `recovered` is false. */
  reason?: 'epoch' | 'retention' | 'ahead' | 'malformed';
}

/** Of the publications `from` to `to`, `skipped` are not going to come. */
export interface Gap {
  topic: string;
  epoch: string;
  from: number;
  to: number;
  skipped: number;
  /** `latest`: the newest of each key among them follow. `unknown`: the gateway did not say that they are missing. */
  reason: 'lag' | 'latest' | 'unknown';
}

/** What the application keeps of the topic's state is to be fetched again. */
export interface StateLost {
  topic: string;
  reason: 'epoch' | 'retention' | 'ahead' | 'malformed' | 'lag' | 'unknown';
  epoch: string;
  offset: number;
  first?: number;
  from?: number;
  to?: number;
  /** How often it was lost since the last call; the other fields tell of the last time. */
  times: number;
}

export type State = 'connecting' | 'open' | 'waiting' | 'closed';
export type Transport = 'websocket' | 'sse';

export interface StateEvent {
  state: State;
  /** Of `connecting` and `open`. */
  transport?: Transport;
  /** Of `waiting` and `closed`: the close code, or that of the gateway's goaway. */
  code?: number;
  reason?: string;
  /** Of `waiting`; it stays away where the client waits for an event instead. */
  retryInMillis?: number;
}

export interface SluiceError {
  /** An error code of the protocol, `http-` and the status of a refused event stream, `parameters`, or `bad-event`. */
  code: string;
  text: string;
  topic?: string;
}

export interface Options {
  onState?(event: StateEvent): void;
  onError?(error: SluiceError): void;
  /** Called after a random time up to `stateLostSpreadMillis`, once for all losses of a topic meanwhile. */
  onStateLost?(topic: string, info: StateLost): void;

  /** Query parameters of each connection, such as a token. A function is asked before each attempt. */
  parameters?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** What may be used; both by default. */
  transports?: Transport[];
  /** `credentials` of the fetch behind an event stream; `include`, as WebSocket does. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /** Topics at a time; 64. Beyond it `subscribe` throws. */
  maxTopics?: number;

  /** Time for a handshake; 10000. */
  connectTimeoutMillis?: number;
  /** Time for the answer to a command; 10000. */
  commandTimeoutMillis?: number;
  /** After this time without an event the client sends a ping; 25000. */
  silenceMillis?: number;
  /** Time for the answer to that; 10000. */
  pongTimeoutMillis?: number;
  /** An event stream without a sign of life for this time is given up; 45000. */
  sseSilenceMillis?: number;
  /** The first pause is random up to this, and each further one up to twice as much; 1000. */
  backoffBaseMillis?: number;
  /** The bound of the pauses; 30000. */
  backoffMaxMillis?: number;
  /** The bound of the random time before `onStateLost`; 5000. */
  stateLostSpreadMillis?: number;
  /** So many WebSockets in a row that never carried anything make the client try an event stream; 3. */
  webSocketFailuresBeforeSse?: number;
  /** While an event stream serves, WebSocket is tried again after pauses that grow up to this; 300000. */
  webSocketRetryMillis?: number;

  /** What the environment lacks, or a test replaces. */
  platform?: Platform;
}

export interface Platform {
  WebSocket?: new (url: string, protocol: string) => any;
  fetch?: (url: string, options: any) => Promise<any>;
  setTimeout?: (run: () => void, millis: number) => any;
  clearTimeout?: (id: any) => void;
  /** Milliseconds, as Date.now. */
  now?: () => number;
  /** From 0 to 1, as Math.random. */
  random?: () => number;
  /** Gets what a handler threw. */
  reportError?: (error: unknown) => void;
  /** Source of online, offline, pagehide, pageshow. */
  window?: any;
  /** Source of visibilitychange and resume. */
  document?: any;
  /** Base of a relative address. */
  location?: { href: string };
}
