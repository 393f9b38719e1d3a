import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, event, settle } from './world.js';

const SSE = { transports: ['sse'] };
const offsets = heard => heard.messages.map(message => message.offset);
const parameters = request => Object.fromEntries(['topic', 'since', 'last'].map(name => [name, request.url.searchParams.getAll(name)]));

/** A client on an event stream of the topics `a` at e:10 and `b` at f:20. */
async function streaming(world, options = SSE) {
  const client = await world.client(options);
  const a = world.listen(client, 'a');
  const b = world.listen(client, 'b');
  await world.pass(0);
  await world.request.answer();
  await world.request.push(event({ retry: 3000 }) + event({ id: 'e:10,f:20' }));
  return { client, a, b };
}

test('a WebSocket that never opens makes way for an event stream', async () => {
  const world = new World();
  const client = await world.client();
  const a = world.listen(client, 'a');
  for (let i = 0; i < 3; i++) {
    await world.pass(world.state?.retryInMillis ?? 0);
    await world.socket.end(1006);
  }
  assert.equal(world.requests.length, 0);
  await world.pass(world.state.retryInMillis);
  assert.match(world.request.url.href, /^http:\/\/gateway\.test:8080\/sse\?client=[0-9a-z]{16}&topic=a$/);
  await world.request.answer();
  assert.deepEqual(world.state, { state: 'open', transport: 'sse' });
  assert.equal(client.transport, 'sse');
  await world.request.push(event({ id: 'e:0' }) + event({ id: 'e:1', data: '{"x":1}' }));
  assert.deepEqual(a.messages, [{ topic: 'a', epoch: 'e', offset: 1, position: 'e:1', data: { x: 1 } }]);
});

test('where neither works, both are tried in turns', async () => {
  const world = new World();
  const client = await world.client();
  world.listen(client, 'a');
  const tried = [];
  for (let i = 0; i < 7; i++) {
    const sockets = world.sockets.length;
    await world.pass(world.state?.retryInMillis ?? 0);
    tried.push(world.sockets.length > sockets ? 'websocket' : 'sse');
    if (world.sockets.length > sockets) await world.socket.end(1006);
    else await world.request.fail();
  }
  assert.deepEqual(tried, ['websocket', 'websocket', 'websocket', 'sse', 'websocket', 'sse', 'websocket']);
});

test('a gateway that answers on WebSocket, if only to say no, is not blocked', async () => {
  const world = new World();
  const client = await world.client();
  world.listen(client, 'a');
  for (let i = 0; i < 6; i++) {
    await world.pass(world.state?.retryInMillis ?? 0);
    await world.socket.open();
    await world.socket.end(1013);
  }
  assert.equal(world.requests.length, 0);
});

test('without a WebSocket in the environment there is the event stream', async () => {
  const world = new World();
  world.platform.WebSocket = undefined;
  const before = globalThis.WebSocket;
  delete globalThis.WebSocket;
  try {
    const client = await world.client();
    await world.pass(0);
    assert.deepEqual(world.state, { state: 'waiting', reason: 'there is no topic' });
    world.listen(client, 'a');
    await world.pass(0);
    assert.equal(world.requests.length, 1);
  } finally {
    if (before) globalThis.WebSocket = before;
  }
});

test('the topic of an event is the one whose position moved', async () => {
  const world = new World();
  const { a, b } = await streaming(world);
  await world.request.push(event({ id: 'e:11,f:20', data: 'x' }) + event({ id: 'e:11,f:21', data: 'y\nz' })
    + event({ id: 'e:12,f:21', type: 'binary', data: 'AP8=' }));
  assert.deepEqual(a.messages.map(message => message.data), ['x', Uint8Array.of(0, 255)]);
  assert.deepEqual(b.messages.map(message => message.data), ['y\nz']);
  assert.deepEqual([a.subscription.position, b.subscription.position], ['e:12', 'f:21']);
});

test('a stream that ends is resumed, not before the time that it named', async () => {
  const world = new World();
  const { a } = await streaming(world);
  await world.request.push(event({ id: 'e:11,f:20', data: 'x' }));
  world.randoms.push(0);
  await world.request.end();
  assert.deepEqual(world.state, { state: 'waiting', reason: 'the stream ended', retryInMillis: 3000 });
  await world.pass(3000);
  assert.deepEqual(parameters(world.request), { topic: ['a', 'b'], since: ['e:11,f:20'], last: [] });
  await world.request.answer();
  await world.request.push(event({ id: 'e:11,f:20' }) + event({ id: 'e:12,f:20', data: 'y' }));
  assert.deepEqual(offsets(a), [11, 12]);
  assert.equal(a.subscribed.at(-1).recovered, true);
  await world.pass(5000);
  assert.deepEqual(world.lost, []);
});

test('a stream that begins elsewhere than asked for lost something', async () => {
  for (const [id, reason] of [['x:0,f:20', 'epoch'], ['e:90,f:20', 'retention'], ['e:3,f:20', 'ahead']]) {
    const world = new World();
    const { a } = await streaming(world);
    await world.request.end();
    await world.pass(world.state.retryInMillis);
    await world.request.answer();
    const [epoch, offset] = id.split(',')[0].split(':');
    await world.request.push(event({ id })
      + event({ type: 'gap', data: JSON.stringify({ topic: 'a', reason, epoch, offset: Number(offset), first: Number(offset) + 1 }) }));
    assert.equal(a.subscribed.length, 2);
    assert.equal(a.subscribed[1].recovered, false);
    assert.equal(a.subscribed[1].reason, reason);
    await world.pass(5000);
    assert.deepEqual(world.lost.map(info => [info.topic, info.reason, info.times]), [['a', reason, 1]]);
  }
});

test('a gap in the stream is told', async () => {
  const world = new World();
  const { b } = await streaming(world);
  await world.request.push(event({ type: 'gap', data: '{"topic":"b","from":21,"to":30,"reason":"lag","skipped":10}', id: 'e:10,f:30' })
    + event({ id: 'e:10,f:31', data: 'x' }));
  assert.deepEqual(b.gaps, [{ topic: 'b', epoch: 'f', from: 21, to: 30, skipped: 10, reason: 'lag' }]);
  assert.deepEqual(offsets(b), [31]);
});

test('a position that moves over an announced gap is not taken for a message', async () => {
  const world = new World();
  const { a, b } = await streaming(world);
  await world.request.push(event({ type: 'gap', data: '{"topic":"a","from":11,"to":30,"reason":"lag","skipped":20}' })
    + event({ data: 'y', id: 'e:30,f:21' }) + event({ data: 'x', id: 'e:31,f:21' })
    + event({ type: 'gap', data: '{"topic":"a","from":32,"to":50,"reason":"latest","skipped":17}' })
    + event({ data: 'y', id: 'e:35,f:22' }) + event({ data: 'x', id: 'e:36,f:22' }) + event({ data: 'y', id: 'e:49,f:23' }) + event({ data: 'x', id: 'e:50,f:23' }));
  assert.deepEqual(a.messages.map(message => [message.offset, message.data]), [[31, 'x'], [36, 'x'], [50, 'x']]);
  assert.deepEqual(b.messages.map(message => [message.offset, message.data]), [[21, 'y'], [22, 'y'], [23, 'y']]);
  assert.deepEqual([a.gaps.length, b.gaps.length], [2, 0]);
});

test('a message that may be of either of two topics is given to none, and missing in both', async () => {
  const world = new World();
  const { a, b } = await streaming(world);
  await world.request.push(event({ type: 'gap', data: '{"topic":"a","from":11,"to":30,"reason":"latest","skipped":18}' })
    + event({ type: 'gap', data: '{"topic":"b","from":21,"to":40,"reason":"latest","skipped":18}' }) + event({ data: '?', id: 'e:15,f:25' }));
  assert.deepEqual([a.messages, b.messages], [[], []]);
  assert.deepEqual([a.gaps.at(-1).reason, b.gaps.at(-1).reason], ['unknown', 'unknown']);
  await world.pass(5000);
  assert.equal(world.lost.length, 2);
});

test('a position that is lost is told before the first id, with the reason of the gateway', async () => {
  const world = new World();
  const client = await world.client(SSE);
  const a = world.listen(client, 'a', { since: 'e:5' });
  await world.pass(0);
  await world.request.answer();
  await world.request.push(event({ type: 'gap', data: '{"topic":"a","reason":"retention","epoch":"e","offset":40,"first":41}' }) + event({ id: 'e:40' })
    + event({ id: 'e:41', data: 'x' }));
  assert.deepEqual(a.subscribed, [{ topic: 'a', epoch: 'e', offset: 40, position: 'e:40', first: 41, recovered: false, reason: 'retention' }]);
  assert.deepEqual(offsets(a), [41]);
  await world.pass(5000);
  assert.deepEqual(world.lost, [{ topic: 'a', reason: 'retention', epoch: 'e', offset: 40, first: 41, times: 1 }]);
});

test('a topic subscribed later becomes part of a new stream, and the old one serves until that is open', async () => {
  const world = new World();
  const { client, a } = await streaming(world);
  await world.pass(5000);
  const c = world.listen(client, 'c');
  const d = world.listen(client, 'd');
  await world.pass(100);
  assert.equal(world.requests.length, 2);
  const [old, next] = world.requests;
  assert.deepEqual(parameters(next), { topic: ['a', 'b', 'c', 'd'], since: ['e:10,f:20,,'], last: [] });
  await old.push(event({ id: 'e:11,f:20', data: 'x' }));
  assert.equal(old.aborted, false);
  await next.answer();
  assert.equal(old.aborted, true);
  await next.push(event({ id: 'e:10,f:20,g:0,h:5' }) + event({ id: 'e:11,f:20,g:0,h:5', data: 'x' }) + event({ id: 'e:12,f:20,g:0,h:5', data: 'y' }));
  assert.deepEqual(offsets(a), [11, 12]);
  assert.equal(a.subscribed.length, 1);
  assert.deepEqual([c.subscription.position, d.subscription.position], ['g:0', 'h:5']);
  assert.deepEqual(world.states.map(({ state }) => state), ['connecting', 'open']);
});

test('streams are not made anew more often than once a second', async () => {
  const world = new World();
  const { client } = await streaming(world);
  for (let i = 0; i < 20; i++) {
    world.listen(client, `t${i}`);
    await world.pass(45);
  }
  assert.equal(world.requests.length, 1);
  await world.pass(100);
  assert.equal(world.requests.length, 2);
});

test('a topic that begins with a number gets a stream of its own until its position is known', async () => {
  const world = new World();
  const { client } = await streaming(world);
  await world.pass(5000);
  const c = world.listen(client, 'c', { last: 2 });
  await world.pass(100);
  assert.deepEqual(parameters(world.requests[1]), { topic: ['c'], since: [], last: ['2'] });
  await world.requests[1].answer();
  await world.requests[1].push(event({ id: 'g:7' }) + event({ id: 'g:8', data: 'x' }));
  assert.equal(world.requests[1].aborted, true);
  assert.deepEqual(parameters(world.requests[2]), { topic: ['a', 'b', 'c'], since: ['e:10,f:20,g:7'], last: [] });
  await world.requests[2].answer();
  await world.requests[2].push(event({ id: 'e:10,f:20,g:7' }) + event({ id: 'e:10,f:20,g:8', data: 'x' }));
  assert.deepEqual(offsets(c), [8]);
  assert.equal(c.subscribed.length, 1);
});

test('a stream is open only when it serves all topics', async () => {
  const world = new World();
  const client = await world.client(SSE);
  world.listen(client, 'a', { last: 2 });
  world.listen(client, 'b');
  await world.pass(0);
  await world.request.answer();
  assert.equal(client.state, 'connecting');
  await world.request.push(event({ id: 'e:7' }));
  assert.deepEqual(parameters(world.request), { topic: ['a', 'b'], since: ['e:7,'], last: [] });
  await world.request.answer();
  assert.equal(client.state, 'open');
});

test('a stream asked for gives way to one for more topics', async () => {
  const world = new World();
  const { client } = await streaming(world);
  await world.pass(5000);
  world.listen(client, 'c');
  await world.pass(100);
  world.listen(client, 'd');
  await world.pass(1000);
  assert.deepEqual(world.requests.map(request => request.aborted), [false, true, false]);
  await world.request.answer();
  assert.deepEqual(world.requests.map(request => request.aborted), [true, true, false]);
});

test('topics that all begin with the same number or time share a stream', async () => {
  const world = new World();
  const client = await world.client(SSE);
  world.listen(client, 'a', { since: '-30s' });
  world.listen(client, 'b', { since: '-30s' });
  await world.pass(0);
  assert.deepEqual(parameters(world.request), { topic: ['a', 'b'], since: ['-30s'], last: [] });
});

test('the last topic that goes ends the stream', async () => {
  const world = new World();
  const { a, b } = await streaming(world);
  a.subscription.unsubscribe();
  b.subscription.unsubscribe();
  await world.pass(1000);
  assert.equal(world.request.aborted, true);
  assert.deepEqual(world.state, { state: 'waiting', reason: 'there is no topic' });
});

test('a stream without a sign of life is given up; a comment is one', async () => {
  const world = new World();
  await streaming(world);
  await world.pass(40_000);
  await world.request.push(':\n\n');
  await world.pass(44_999);
  assert.equal(world.state.state, 'open');
  await world.pass(1);
  assert.equal(world.state.reason, 'silence');
  assert.equal(world.request.aborted, true);
});

test('a goaway names the earliest time to come back', async () => {
  const world = new World();
  await streaming(world);
  await world.request.push(event({ type: 'goaway', data: '{"code":1012,"reason":"restart","reconnectAfterMillis":9000}' }));
  world.randoms.push(0);
  await world.request.end();
  assert.deepEqual(world.state, { state: 'waiting', code: 1012, reason: 'restart', retryInMillis: 9000 });
});

test('a goaway of the operator is final', async () => {
  const world = new World();
  await streaming(world);
  await world.request.push(event({ type: 'goaway', data: '{"code":4500,"reason":"operator","reconnectAfterMillis":0}' }));
  await world.request.end();
  assert.deepEqual(world.state, { state: 'closed', code: 4500, reason: 'operator' });
});

test('a refusal is told once, with its reason, and Retry-After is kept', async () => {
  const world = new World();
  const client = await world.client(SSE);
  world.listen(client, 'a');
  await world.pass(0);
  for (let i = 0; i < 2; i++) {
    world.randoms.push(0);
    await world.request.answer(503, { 'content-type': 'application/problem+json', 'retry-after': '7' }, '{"detail":"full"}');
    assert.deepEqual(world.state, { state: 'waiting', reason: 'full', retryInMillis: 7000 });
    await world.pass(7000);
  }
  assert.deepEqual(world.errors, [{ code: 'http-503', text: 'full' }]);
});

test('beside a stream WebSocket is tried soon and then ever more seldom, and takes over once it was heard', async () => {
  const world = new World();
  const client = await world.client({ webSocketFailuresBeforeSse: 1 });
  const a = world.listen(client, 'a');
  await world.pass(0);
  await world.socket.end(1006);
  await world.pass(500);
  await world.request.answer();
  await world.request.push(event({ id: 'e:10' }));
  const opened = world.millis;
  const tried = [];
  while (tried.length < 9) {
    await world.request.push(':\n\n');
    await world.pass(250);
    if (world.sockets.length > tried.length + 1) {
      tried.push(world.millis - opened);
      await world.socket.end(1006);
    }
  }
  const pauses = tried.map((at, i) => at - (tried[i - 1] ?? 0));
  assert.deepEqual(pauses, [3750, 7500, 15_000, 30_000, 60_000, 120_000, 225_000, 225_000, 225_000]);
  assert.equal(world.state.transport, 'sse');
  while (world.sockets.length < 11) {
    await world.request.push(':\n\n');
    await world.pass(10_000);
  }
  await world.socket.open();
  assert.equal(client.transport, 'sse');
  await world.socket.say({ type: 'pong', id: 1 });
  assert.deepEqual(world.state, { state: 'open', transport: 'websocket' });
  assert.equal(world.request.aborted, true);
  assert.deepEqual(world.socket.sent.at(-1).topics, [{ topic: 'a', since: 'e:10' }]);
  await world.socket.say({ type: 'subscribed', id: 2, topic: 'a', epoch: 'e', offset: 10, first: 1, recovered: true }, { type: 'message', topic: 'a', offset: 11, data: 'x' });
  assert.deepEqual(offsets(a), [11]);
  assert.equal(a.subscribed.length, 1);
});

test('a stream is never opened without a topic', async () => {
  const world = new World();
  const client = await world.client({ ...SSE, parameters: async () => ({}) });
  const a = world.listen(client, 'a');
  await settle();
  a.subscription.unsubscribe();
  await world.pass(0);
  await world.pass(60_000);
  assert.equal(world.requests.length, 0);
  assert.equal(world.state.reason, 'there is no topic');
});

test('a handler that unsubscribes hears nothing more, not even of what was lost', async () => {
  const world = new World();
  const client = await world.client(SSE);
  const heard = [];
  const subscription = client.subscribe('a', { since: 'x:5' }, {
    onSubscribed: () => subscription.unsubscribe(),
    onMessage: () => heard.push('message'),
    onStateLost: () => heard.push('lost'),
  });
  await world.pass(0);
  await world.request.answer();
  await world.request.push(event({ id: 'e:40' }) + event({ id: 'e:41', data: 'x' }));
  await world.pass(60_000);
  assert.deepEqual(heard, []);
});

test('events arrive whole, however the network cuts them', async () => {
  const world = new World();
  const client = await world.client(SSE);
  const a = world.listen(client, 'a', { format: 'text' });
  await world.pass(0);
  await world.request.answer();
  const stream = ':\r\n\r\nid: e:0\r\n\r\nid: e:1\r\ndata: grüße №\r\ndata\r\ndata:  x\r\n\r\nid: e:2\rdata: y\r\rid: e:3\ndata: 🙂\n\n';
  for (const byte of new TextEncoder().encode(stream)) await world.request.pushBytes(Uint8Array.of(byte));
  assert.deepEqual(a.messages.map(message => message.data), ['grüße №\n\n x', 'y', '🙂']);
});

test('what is JSON is a value and what is not stays text, unless the topic is text', async () => {
  const world = new World();
  const client = await world.client(SSE);
  const a = world.listen(client, 'a');
  const b = world.listen(client, 'b', { format: 'text' });
  await world.pass(0);
  await world.request.answer();
  await world.request.push(event({ id: 'e:0,f:0' }) + event({ id: 'e:1,f:0', data: 'null' }) + event({ id: 'e:2,f:0', data: 'hello' })
    + event({ id: 'e:2,f:1', data: '{"x":1}' }));
  assert.deepEqual(a.messages.map(message => message.data), [null, 'hello']);
  assert.deepEqual(b.messages.map(message => message.data), ['{"x":1}']);
});

for (const [lines, end] of [['one line', ''], ['many lines', '\ndata: ']]) test(`an event too large to hold is a gap, in ${lines}`, async () => {
  const world = new World();
  const client = await world.client(SSE);
  const a = world.listen(client, 'a');
  await world.pass(0);
  await world.request.answer();
  await world.request.push(event({ id: 'e:0' }) + 'id: e:1\ndata: ');
  const megabyte = new Uint8Array(1 << 20).fill(120);
  for (let i = 0; i < 33; i++) {
    await world.request.pushBytes(megabyte);
    await world.request.push(end);
  }
  await world.request.push('\n\n' + event({ id: 'e:2', data: 'y' }));
  assert.deepEqual(a.gaps, [{ topic: 'a', epoch: 'e', from: 1, to: 1, skipped: 1, reason: 'unknown' }]);
  assert.deepEqual(offsets(a), [2]);
});

test('an id that names other topics than the stream has is a broken stream', async () => {
  const world = new World();
  await streaming(world);
  await world.request.push(event({ id: 'e:11', data: 'x' }));
  assert.equal(world.errors[0].code, 'bad-event');
  assert.equal(world.state.state, 'waiting');
  await settle();
});
