// sluice.js in a real browser, against a gateway behind a network that the test breaks.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Proxy } from './proxy.js';
import { Gateway } from './gateway.js';
import { until } from './until.js';

const QUICK = { backoffBaseMillis: 100, backoffMaxMillis: 400, stateLostSpreadMillis: 200, connectTimeoutMillis: 2000 };

describe('sluice.js in a browser', () => {
  let gateway;
  let browser;
  let proxy;
  let page;
  let published;

  before(async () => {
    [gateway, browser] = await Promise.all([
      Gateway.start({ 'heartbeat.interval': '300ms', 'lag.policy': 'skip' }),
      chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
      }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await gateway?.stop();
  });
  beforeEach(async () => {
    proxy = await Proxy.before(() => gateway.clientPort);
    page = await browser.newPage();
    published = 0;
  });
  afterEach(async () => {
    await page?.close();
    await proxy?.close();
  });

  const topic = () => `n${proxy.port}`;

  /** Publishes the numbers from where the last call ended. */
  const publish = async (count, ballast) => {
    for (let i = 0; i < count; i++) await gateway.publish(topic(), { n: ++published, ballast });
  };

  /** A page whose script keeps what each handler was told, in order. */
  const open = async (options = {}, address = proxy.address) => {
    await page.goto(`${address}/healthz`);
    await page.evaluate(async ({ options, topic }) => {
      const { connect } = await import('/sluice.js');
      const heard = (window.heard = []);
      window.sluice = connect('/', { ...options, onState: event => heard.push({ kind: 'state', ...event }), onError: event => heard.push({ kind: 'error', ...event }) });
      window.follow = (topic, start = {}) => sluice.subscribe(topic, start, {
        onMessage: event => heard.push({ kind: 'message', ...event, data: { n: event.data.n } }),
        onSubscribed: event => heard.push({ kind: 'subscribed', ...event }),
        onGap: event => heard.push({ kind: 'gap', ...event }),
        onStateLost: (topic, info) => heard.push({ kind: 'lost', ...info }),
      });
      window.follow(topic);
    }, { options: { ...QUICK, ...options }, topic: topic() });
    await heardOf(event => event.kind === 'subscribed');
  };
  const heard = () => page.evaluate(() => window.heard);
  const heardOf = condition => until(async () => (await heard()).some(condition), condition.toString(), async () => JSON.stringify((await heard()).slice(-8)));
  const numbers = async () => (await heard()).filter(event => event.kind === 'message').map(event => event.data.n);
  const arrived = async count => {
    await heardOf(event => event.kind === 'message' && event.data.n === published);
    assert.deepEqual(await numbers(), Array.from({ length: count ?? published }, (_, i) => i + 1));
  };

  const everyHoleIsTold = async () => {
    let last = 0;
    let told = false;
    for (const event of await heard()) {
      if (event.recovered === false || event.kind === 'gap') told = true;
      if (event.kind !== 'message') continue;
      assert.ok(event.data.n === last + 1 || (told && event.data.n > last), `${event.data.n} after ${last}`);
      last = event.data.n;
      told = false;
    }
  };

  test('a network that breaks and heals costs no message and doubles none', async () => {
    await open();
    await publish(20);
    for (let round = 0; round < 3; round++) {
      proxy.cut();
      await publish(20);
      await until(async () => (await heard()).at(-1).state === 'waiting', 'the page to notice');
      proxy.restore();
      await publish(20);
      await until(async () => (await heard()).some(event => event.data?.n === published), 'the last message');
    }
    await arrived();
    assert.equal((await heard()).filter(event => event.recovered).length, 3);
    assert.ok(!(await heard()).some(event => event.kind === 'lost' || event.kind === 'gap' || event.recovered === false));
  });

  test('a network that swallows everything is noticed by the missing pong', async () => {
    await open({ silenceMillis: 400, pongTimeoutMillis: 400 });
    await publish(5);
    await arrived();
    proxy.silence();
    await publish(5);
    await heardOf(event => event.reason === 'no pong');
    proxy.restore();
    await arrived();
  });

  for (const crash of [false, true]) {
    test(`a gateway that ${crash ? 'crashes' : 'restarts'} loses its logs, and no number is missing without a word`, async () => {
      await open();
      await publish(10);
      await arrived();
      proxy.cut();
      await publish(5);
      await gateway.restart({ crash });
      proxy.restore();
      await heardOf(event => event.recovered === false && event.reason === 'epoch');
      await publish(10);
      await heardOf(event => event.data?.n === published);
      await heardOf(event => event.kind === 'lost');
      await everyHoleIsTold();
      assert.equal((await heard()).filter(event => event.kind === 'lost').length, 1);
    });
  }

  test('a tab that stands still for seconds keeps its connection and its messages', async () => {
    await open({ silenceMillis: 500, pongTimeoutMillis: 500 });
    const standing = page.evaluate(() => {
      const end = performance.now() + 4000;
      while (performance.now() < end);
    });
    await publish(300);
    await standing;
    await publish(10);
    await arrived();
    assert.ok(!(await heard()).some(event => event.state === 'waiting'));
  });

  for (const transport of ['websocket', 'sse']) {
    test(`a tab that retention overtakes is told which numbers it missed, over ${transport}`, async () => {
      // Past the proxy: it would hold whatever the tab does not take.
      await open({ transports: [transport] }, `http://127.0.0.1:${gateway.clientPort}`);
      await publish(5);
      const standing = page.evaluate(() => {
        const end = performance.now() + 4000;
        while (performance.now() < end);
      });
      await publish(400, 'x'.repeat(60_000));
      await standing;
      await publish(5);
      await heardOf(event => event.data?.n === published);
      await everyHoleIsTold();
      const all = await heard();
      const skipped = all.filter(event => event.kind === 'gap').reduce((sum, gap) => sum + gap.skipped, 0);
      assert.ok(skipped > 0);
      assert.equal((await numbers()).length + skipped, published);
      await heardOf(event => event.kind === 'lost' && event.reason === 'lag');
    });
  }

  test('where WebSocket is blocked an event stream serves, also topics that come later, until WebSocket works again', async () => {
    proxy.blockWebSocket();
    await open({ webSocketRetryMillis: 3000, webSocketFailuresBeforeSse: 2 });
    await heardOf(event => event.state === 'open' && event.transport === 'sse');
    await publish(10);
    await arrived();
    const other = `${topic()}-other`;
    for (const n of [1, 2, 3]) await gateway.publish(other, { n: -n });
    await page.evaluate(topic => window.follow(topic, { last: 2 }), other);
    await heardOf(event => event.data?.n === -3);
    proxy.admitWebSocket();
    await heardOf(event => event.state === 'open' && event.transport === 'websocket');
    await publish(10);
    await gateway.publish(other, { n: -4 });
    await heardOf(event => event.data?.n === -4);
    await heardOf(event => event.data?.n === published);
    assert.deepEqual((await numbers()).filter(n => n > 0), Array.from({ length: 20 }, (_, i) => i + 1));
    assert.deepEqual((await numbers()).filter(n => n < 0), [-2, -3, -4]);
    assert.ok(!(await heard()).some(event => event.kind === 'lost' || event.kind === 'gap' || event.kind === 'error'));
  });

  test('an event stream that breaks is resumed as well', async () => {
    await open({ transports: ['sse'] });
    await publish(10);
    proxy.cut();
    await publish(10);
    await until(async () => (await heard()).at(-1).state === 'waiting', 'the page to notice');
    proxy.restore();
    await publish(10);
    await arrived();
  });

  test('the page at / shows messages, positions, and what a lost connection cost', async () => {
    const complaints = [];
    page.on('pageerror', error => complaints.push(error.message));
    await gateway.publish(topic(), 'before');
    await page.goto(`${proxy.address}/?topic=${topic()}`);
    await page.locator('#state[data-state=open]').waitFor();
    await page.getByText('subscribed, after').waitFor();
    await page.getByText('before', { exact: true }).waitFor();
    await gateway.publish(topic(), '<b>now</b>');
    await page.getByText('<b>now</b>', { exact: true }).waitFor();
    proxy.cut();
    await page.getByText('reconnecting (').waitFor();
    await gateway.publish(topic(), 'meanwhile');
    proxy.restore();
    await page.getByText('nothing missed').waitFor();
    await page.getByText('meanwhile', { exact: true }).waitFor();
    await gateway.restart();
    await page.getByText('not recovered (epoch)').waitFor();
    await page.getByText('would fetch its state again').waitFor();
    const command = await page.locator('#curl').textContent();
    assert.equal(command, `curl -d 'hello' 'localhost:${gateway.pushPort}/api/push?topic=${topic()}'`);
    assert.deepEqual(complaints, []);
  });

  test('a page of another origin may import the client', async () => {
    await page.goto(`http://localhost:${proxy.port}/healthz`);
    const exports = await page.evaluate(address => import(`${address}/sluice.js`).then(Object.keys), proxy.address);
    assert.deepEqual(exports, ['Sluice', 'connect']);
  });

  test('a page that is left and come back to resumes', async () => {
    await open();
    await publish(5);
    await arrived();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    await publish(5);
    await heardOf(event => event.reason === 'the page is hidden away');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await arrived();
  });

  test('long messages come compressed where the gateway does that, and are resumed so', async () => {
    const compressing = await Gateway.start({ 'compression.enabled': 'true' });
    const way = await Proxy.before(() => compressing.clientPort);
    const publishMany = async count => {
      for (let i = 0; i < count; i++) await compressing.publish(topic(), { n: ++published, ballast: 'so long '.repeat(200) });
    };
    try {
      await open({}, way.address);
      await publishMany(5);
      await arrived();
      way.cut();
      await publishMany(5);
      way.restore();
      await arrived();
      const metrics = await (await fetch(`http://127.0.0.1:${compressing.pushPort}/metrics`)).text();
      assert.match(metrics, /compression_negotiated_total 2/);
      assert.match(metrics, /compression_publications_plain_total 0/);
    } finally {
      await page.close();
      await way.close();
      await compressing.stop();
    }
  });
});
