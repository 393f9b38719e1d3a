// A gateway of docs/PROTOCOL.md with just what these tests need: logs in memory, `sluice.v1.json`, `/sse`, publishing.

import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export class FakeGateway {
  #logs = new Map();
  #server;
  #sockets = new Set();
  #port = 0;

  static async start() {
    const gateway = new FakeGateway();
    await gateway.#listen();
    return gateway;
  }

  get clientPort() {
    return this.#port;
  }

  async publish(topic, data) {
    const log = this.#log(topic);
    log.messages.push(data);
    const offset = log.messages.length;
    for (const reader of [...log.readers]) reader(offset, data);
    return { epoch: log.epoch, offset };
  }

  async restart() {
    await this.stop();
    this.#logs.clear();
    await this.#listen();
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #listen() {
    this.#server = http.createServer((request, response) => this.#http(request, response));
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket) => this.#webSocket(request, socket));
    await new Promise(resolve => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = this.#server.address().port;
  }

  #log(topic) {
    if (!this.#logs.has(topic)) this.#logs.set(topic, { epoch: randomBytes(4).toString('hex'), messages: [], readers: new Set() });
    return this.#logs.get(topic);
  }

  /** Where delivery begins: an offset, and what is told about a position. */
  #start(log, { since, last }) {
    const head = log.messages.length;
    if (last !== undefined) return { offset: Math.max(0, head - Number(last)) };
    if (since?.startsWith('-')) return { offset: 0 };
    if (!since) return { offset: head };
    const [epoch, offset] = since.split(':');
    if (epoch === log.epoch && Number(offset) <= head) return { offset: Number(offset), recovered: true };
    return { offset: 0, recovered: false, reason: epoch === log.epoch ? 'ahead' : 'epoch' };
  }

  #read(topic, offset, reader) {
    const log = this.#log(topic);
    for (let at = offset; at < log.messages.length; at++) reader(at + 1, log.messages[at]);
    log.readers.add(reader);
    return () => log.readers.delete(reader);
  }

  async #http(request, response) {
    const url = new URL(request.url, 'http://gateway');
    if (url.pathname === '/sluice.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(await readFile(new URL('../../sluice.js', import.meta.url)));
    } else if (url.pathname === '/sse') {
      this.#stream(url.searchParams, request, response);
    } else {
      response.writeHead(url.pathname === '/healthz' ? 200 : 404, { 'content-type': 'text/html' });
      response.end();
    }
  }

  #stream(parameters, request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    const topics = parameters.getAll('topic');
    const sinces = (parameters.get('since') ?? '').split(',');
    const starts = topics.map((topic, i) => this.#start(this.#log(topic), { since: sinces[i], last: parameters.get('last') ?? undefined }));
    const positions = topics.map((topic, i) => [this.#log(topic).epoch, starts[i].offset]);
    const id = () => `id: ${positions.map(position => position.join(':')).join(',')}\n`;
    response.write(`retry: 100\n${id()}\n`);
    const stops = topics.map((topic, i) => this.#read(topic, starts[i].offset, (offset, data) => {
      positions[i][1] = offset;
      const lines = (typeof data === 'string' ? data : JSON.stringify(data)).split('\n');
      response.write(`${id()}${lines.map(line => `data: ${line}\n`).join('')}\n`);
    }));
    response.on('close', () => stops.forEach(stop => stop()));
  }

  #webSocket(request, socket) {
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
      + `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: sluice.v1.json\r\n\r\n`);
    const say = event => socket.write(frame(JSON.stringify(event)));
    const stops = new Map();
    let received = Buffer.alloc(0);
    socket.on('data', bytes => {
      received = Buffer.concat([received, bytes]);
      for (let found = unframe(received); found; found = unframe(received)) {
        received = received.subarray(found.size);
        if (found.opcode === 8) socket.end();
        if (found.opcode === 1) this.#command(JSON.parse(found.text), say, stops);
      }
    });
    socket.on('close', () => [...stops.values()].forEach(stop => stop()));
  }

  #command({ type, id, topics }, say, stops) {
    if (type === 'ping') say({ type: 'pong', id });
    if (type === 'subscribe') {
      for (const { topic, since, last } of topics) {
        const log = this.#log(topic);
        const { offset, recovered, reason } = this.#start(log, { since, last });
        say({ type: 'subscribed', id, topic, epoch: log.epoch, offset, first: 1, recovered, reason });
        stops.set(topic, this.#read(topic, offset, (at, data) => say({ type: 'message', topic, offset: at, data })));
      }
    }
    if (type === 'unsubscribe') {
      for (const topic of topics) {
        stops.get(topic)?.();
        stops.delete(topic);
        say({ type: 'unsubscribed', id, topic });
      }
    }
  }
}

function frame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.of(0x81, body.length) : Buffer.of(0x81, 126, body.length >> 8, body.length & 255);
  return Buffer.concat([head, body]);
}

function unframe(bytes) {
  if (bytes.length < 6) return null;
  const short = bytes[1] & 127;
  const at = short === 126 ? 4 : 2;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const size = at + 4 + length;
  if (bytes.length < size) return null;
  const mask = bytes.subarray(at, at + 4);
  const text = Buffer.from(bytes.subarray(at + 4, size).map((byte, i) => byte ^ mask[i % 4])).toString();
  return { opcode: bytes[0] & 15, text, size };
}
