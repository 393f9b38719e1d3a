// The network between a client and the gateway, which the test breaks.

import net from 'node:net';

export class Proxy {
  /** How connections are treated: `open`, `cut` (refused and broken), `silent` (nothing passes, nobody hears of it). */
  #mode = 'open';
  #blocksWebSocket = false;
  #pairs = new Set();
  #server;
  accepted = 0;

  static async before(target) {
    const proxy = new Proxy();
    proxy.#server = net.createServer(client => proxy.#connect(client, target()));
    await new Promise(resolve => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.port = proxy.#server.address().port;
    return proxy;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  cut() {
    this.#mode = 'cut';
    for (const pair of this.#pairs) pair.destroy();
  }

  silence() {
    this.#mode = 'silent';
    for (const pair of this.#pairs) pair.silence();
  }

  restore() {
    this.#mode = 'open';
  }

  /** As a middlebox does that knows HTTP only. */
  blockWebSocket() {
    this.#blocksWebSocket = true;
  }

  admitWebSocket() {
    this.#blocksWebSocket = false;
  }

  close() {
    this.cut();
    return new Promise(resolve => this.#server.close(resolve));
  }

  #connect(client, port) {
    this.accepted++;
    client.on('error', () => {});
    if (this.#mode === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const gateway = net.connect(port, '127.0.0.1');
    gateway.on('error', () => client.destroy());
    let silent = false;
    const pair = {
      destroy: () => {
        client.resetAndDestroy();
        gateway.resetAndDestroy();
      },
      silence: () => { silent = true; },
    };
    if (this.#mode === 'silent') pair.silence();
    this.#pairs.add(pair);
    client.on('data', bytes => {
      if (this.#blocksWebSocket && /\r\nupgrade: *websocket\r\n/i.test(bytes.toString('latin1'))) pair.destroy();
      else if (!silent) gateway.write(bytes);
    });
    gateway.on('data', bytes => { if (!silent) client.write(bytes); });
    for (const [side, other] of [[client, gateway], [gateway, client]]) {
      side.on('close', () => {
        this.#pairs.delete(pair);
        if (!silent) other.end();
      });
    }
  }
}
