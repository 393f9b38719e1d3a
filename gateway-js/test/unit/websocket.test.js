import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, settle } from './world.js';

const message = (offset, data = `m${offset}`, topic = 'a') => ({ type: 'message', topic, offset, data });
const offsets = heard => heard.messages.map(event => event.offset);

test('topics subscribed in one turn are one command, with the start of each', async () => {
  const world = new World();
  const client = await world.client();
  world.listen(client, 'a');
  world.listen(client, 'b', { last: 5 });
  world.listen(client, 'c', { since: '-30s' });
  world.listen(client, 'd', { since: '3k9d0f:17' });
  await world.pass(0);
  assert.match(world.socket.url, /^ws:\/\/gateway\.test:8080\/ws\?client=[0-9a-z]{16}$/);
  assert.equal(world.socket.protocol, 'sluice.v1.json');
  await world.socket.open();
  assert.deepEqual(world.socket.sent, [{
    type: 'subscribe',
    topics: [{ topic: 'a' }, { topic: 'b', last: 5 }, { topic: 'c', since: '-30s' }, { topic: 'd', since: '3k9d0f:17' }],
    id: 1,
  }]);
});

test('a message says where it stands, and the position of the subscription moves with it', async () => {
  const world = new World();
  const { heard, subscription } = await world.opened();
  assert.equal(subscription.position, 'e1:10');
  await world.socket.say(message(11, { x: [1] }), { ...message(12, 'AP8='), encoding: 'base64' });
  assert.deepEqual(heard.messages, [
    { topic: 'a', epoch: 'e1', offset: 11, position: 'e1:11', data: { x: [1] } },
    { topic: 'a', epoch: 'e1', offset: 12, position: 'e1:12', data: Uint8Array.of(0, 255) },
  ]);
  assert.equal(subscription.position, 'e1:12');
});

test('a message names the trace that its publication belongs to', async () => {
  const world = new World();
  const { heard } = await world.opened();
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await world.socket.say({ ...message(11), traceparent }, { ...message(12), traceparent: 7 });
  assert.deepEqual(heard.messages, [
    { topic: 'a', epoch: 'e1', offset: 11, position: 'e1:11', data: 'm11', traceparent },
    { topic: 'a', epoch: 'e1', offset: 12, position: 'e1:12', data: 'm12' },
  ]);
});

test('with the format text a JSON value arrives as text', async () => {
  const world = new World();
  const client = await world.client();
  const heard = world.listen(client, 'a', { format: 'text' });
  await world.pass(0);
  await world.socket.open();
  await world.socket.say({ type: 'subscribed', id: 1, topic: 'a', epoch: 'e1', offset: 0, first: 1 }, message(1, { x: 1 }), message(2, '{}'));
  assert.deepEqual(heard.messages.map(event => event.data), ['{"x":1}', '{}']);
});

test('a lost connection comes back after a random pause and resumes each topic after its last message', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.say(message(11));
  world.randoms.push(0.25);
  await world.socket.end(1006);
  assert.deepEqual(world.state, { state: 'waiting', code: 1006, reason: '', retryInMillis: 250 });
  await world.pass(249);
  assert.equal(world.sockets.length, 1);
  await world.pass(1);
  await world.socket.open();
  assert.deepEqual(world.socket.sent[0].topics, [{ topic: 'a', since: 'e1:11' }]);
  await world.socket.say({ type: 'subscribed', id: 1, topic: 'a', epoch: 'e1', offset: 11, first: 1, recovered: true }, message(12));
  assert.deepEqual(offsets(heard), [11, 12]);
  assert.equal(heard.subscribed.at(-1).recovered, true);
  assert.deepEqual(world.lost, []);
});

test('what was seen is not handed out twice', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.say(message(11), message(11), message(10), message(12));
  assert.deepEqual(offsets(heard), [11, 12]);
});

test('pauses grow to their bound, and begin anew after a connection that lasted', async () => {
  const world = new World();
  await world.opened();
  const pauses = [];
  for (let i = 0; i < 8; i++) {
    world.randoms.push(0.999);
    await world.socket.end(1006);
    pauses.push(world.state.retryInMillis);
    await world.pass(world.state.retryInMillis);
    await world.socket.open();
    await world.socket.say({ type: 'pong', id: 1 });
  }
  assert.deepEqual(pauses, [999, 1998, 3996, 7992, 15984, 29970, 29970, 29970]);
  await world.pass(10_000);
  await world.socket.end(1006);
  assert.ok(world.state.retryInMillis < 1000);
});

for (const code of [1001, 1006, 1011, 1012, 1013, 4000, 4001, 4002, 4008, 4499]) {
  test(`close code ${code} is come back from`, async () => {
    const world = new World();
    await world.opened();
    await world.socket.end(code, 'why');
    assert.equal(world.state.state, 'waiting');
    assert.equal(world.state.code, code);
    await world.pass(world.state.retryInMillis);
    assert.equal(world.sockets.length, 2);
  });
}

for (const code of [1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 1015, 3000, 4500, 4501, 4999]) {
  test(`close code ${code} is final`, async () => {
    const world = new World();
    const { client, subscription } = await world.opened();
    await world.socket.end(code, 'why');
    assert.deepEqual(world.state, { state: 'closed', code, reason: 'why' });
    assert.equal(subscription.active, false);
    assert.throws(() => client.subscribe('b', () => {}), /closed/);
    await world.pass(1_000_000);
    assert.equal(world.sockets.length, 1);
    assert.equal(world.timers, 0);
  });
}

test('a gateway that is full is left alone for a second more', async () => {
  const world = new World();
  await world.opened();
  world.randoms.push(0);
  await world.socket.end(1013);
  assert.equal(world.state.retryInMillis, 1000);
});

test('after a goaway nothing is tried before its time, whatever the page believes', async () => {
  const world = new World();
  await world.opened();
  await world.socket.say({ type: 'goaway', code: 1012, reason: 'restart', reconnectAfterMillis: 20_000 });
  await world.pass(1000);
  await world.socket.end(1012, 'restart');
  await world.page('online');
  await world.pass(18_999);
  assert.equal(world.sockets.length, 1);
  await world.pass(1000);
  assert.equal(world.sockets.length, 2);
});

test('a goaway counts although the Close frame after it was lost', async () => {
  const world = new World();
  await world.opened();
  await world.socket.say({ type: 'goaway', code: 4500, reason: 'operator', reconnectAfterMillis: 0 });
  await world.socket.end(1006);
  assert.deepEqual(world.state, { state: 'closed', code: 4500, reason: 'operator' });
});

test('an expired token is replaced if the application gives parameters by a function', async () => {
  const world = new World();
  let tokens = 0;
  await world.client({ parameters: async () => ({ token: `t ${++tokens}` }) });
  await world.pass(0);
  assert.match(world.socket.url, /\?token=t%201&client=/);
  await world.socket.open();
  await world.socket.end(4501);
  await world.pass(1000);
  assert.match(world.socket.url, /\?token=t%202&client=/);
});

test('parameters that fail or do not come are an attempt that failed', async () => {
  const world = new World();
  let call = 0;
  const parameters = () => [() => Promise.reject(new Error('no token')), () => new Promise(() => {}), () => ({})][call++]();
  await world.client({ parameters });
  await world.pass(0);
  assert.deepEqual(world.errors, [{ code: 'parameters', text: 'no token' }]);
  assert.equal(world.state.state, 'waiting');
  await world.pass(500);
  await world.pass(10_000);
  assert.equal(world.errors.length, 2);
  assert.equal(world.state.state, 'waiting');
  await world.pass(2000);
  assert.equal(world.sockets.length, 1);
});

test('a position that could not be recovered is told, and the state is asked for once after a random time', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.end(1006);
  await world.pass(500);
  await world.socket.open();
  world.randoms.push(0.4);
  await world.socket.say(
    { type: 'subscribed', id: 1, topic: 'a', epoch: 'e2', offset: 3, first: 4, recovered: false, reason: 'epoch' },
    message(4), { type: 'gap', topic: 'a', from: 5, to: 6, skipped: 2, reason: 'lag' }, message(7));
  assert.deepEqual(heard.subscribed.at(-1), { topic: 'a', epoch: 'e2', offset: 3, position: 'e2:3', first: 4, recovered: false, reason: 'epoch' });
  assert.deepEqual(heard.messages.map(event => event.position), ['e2:4', 'e2:7']);
  await world.pass(1999);
  assert.deepEqual(world.lost, []);
  await world.pass(1);
  assert.deepEqual(world.lost, [{ topic: 'a', reason: 'lag', epoch: 'e2', offset: 6, from: 5, to: 6, times: 2 }]);
  await world.pass(100_000);
  assert.equal(world.lost.length, 1);
});

test('the losses of different topics are told apart', async () => {
  const world = new World();
  const { client } = await world.opened();
  world.listen(client, 'b');
  await settle();
  await world.socket.say({ type: 'subscribed', id: 2, topic: 'b', epoch: 'f', offset: 0, first: 1 });
  for (const topic of ['a', 'b']) await world.socket.say({ type: 'gap', topic, from: 11, to: 20, skipped: 10, reason: 'lag' });
  await world.pass(5000);
  assert.deepEqual(world.lost.map(info => info.topic), ['a', 'b']);
});

test('a position behind which everything is gone, or that is ahead, moves to where the gateway begins', async () => {
  for (const [offset, reason] of [[90, 'retention'], [2, 'ahead']]) {
    const world = new World();
    const { heard } = await world.opened();
    await world.socket.end(1006);
    await world.pass(500);
    await world.socket.open();
    await world.socket.say(
      { type: 'subscribed', id: 1, topic: 'a', epoch: 'e1', offset, first: offset + 1, recovered: false, reason }, message(offset + 1));
    assert.deepEqual(offsets(heard), [offset + 1]);
    await world.pass(5000);
    assert.deepEqual(world.lost.map(info => info.reason), [reason]);
  }
});

test('a gap of lag is told and passed; the next message is no second one', async () => {
  const world = new World();
  const { heard, subscription } = await world.opened();
  await world.socket.say({ type: 'gap', topic: 'a', from: 11, to: 30, skipped: 20, reason: 'lag' });
  assert.equal(subscription.position, 'e1:30');
  await world.socket.say(message(31));
  assert.deepEqual(heard.gaps, [{ topic: 'a', epoch: 'e1', from: 11, to: 30, skipped: 20, reason: 'lag' }]);
});

test('a gap of latest is not passed before its messages came, and costs no state', async () => {
  const world = new World();
  const { heard, subscription } = await world.opened();
  await world.socket.say({ type: 'gap', topic: 'a', from: 11, to: 30, skipped: 18, reason: 'latest' });
  assert.equal(subscription.position, 'e1:10');
  await world.socket.say(message(17), message(30), message(31));
  assert.deepEqual(offsets(heard), [17, 30, 31]);
  assert.equal(heard.gaps.length, 1);
  await world.pass(5000);
  assert.deepEqual(world.lost, []);
});

test('a hole that no gap announced is told all the same', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.say(message(11), message(15));
  assert.deepEqual(heard.gaps, [{ topic: 'a', epoch: 'e1', from: 12, to: 14, skipped: 3, reason: 'unknown' }]);
  assert.deepEqual(offsets(heard), [11, 15]);
  await world.pass(5000);
  assert.equal(world.lost[0].reason, 'unknown');
});

test('another epoch in the middle of a connection is a loss', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.say({ ...message(3), epoch: 'e2' }, message(4));
  assert.deepEqual(heard.messages.map(event => event.position), ['e2:3', 'e2:4']);
  assert.equal(heard.subscribed.at(-1).recovered, false);
});

test('a silent connection is asked for a pong, and given up without one', async () => {
  const world = new World();
  await world.opened();
  await world.pass(20_000);
  await world.socket.say(message(11));
  await world.pass(24_999);
  assert.equal(world.socket.commands('ping').length, 0);
  await world.pass(1);
  const [ping] = world.socket.commands('ping');
  await world.pass(9_999);
  await world.socket.say({ type: 'pong', id: ping.id });
  await world.pass(25_000);
  assert.equal(world.socket.commands('ping').length, 2);
  await world.pass(10_000);
  assert.equal(world.state.state, 'waiting');
  assert.equal(world.state.reason, 'no pong');
  assert.equal(world.socket.closedWith, 4000);
});

test('a page that stood still judges only after it heard what waited', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.pass(25_000);
  assert.equal(world.socket.commands('ping').length, 1);
  await world.standStill(60_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(world.state.state, 'open');
  await world.socket.say(message(11), { type: 'pong', id: 2 });
  await world.pass(5000);
  assert.equal(world.state.state, 'open');
  assert.deepEqual(offsets(heard), [11]);
});

test('a page that stood still gives a dead connection up soon after', async () => {
  const world = new World();
  await world.opened();
  await world.pass(25_000);
  await world.standStill(60_000);
  await world.pass(2000);
  assert.equal(world.state.state, 'waiting');
});

test('a subscribe without an answer ends the connection', async () => {
  const world = new World();
  const { client } = await world.opened();
  world.listen(client, 'b');
  await settle();
  await world.pass(10_000);
  assert.equal(world.state.reason, 'no answer to subscribe');
});

test('one refused topic among many is found by halving, and costs the others nothing', async () => {
  const world = new World();
  const client = await world.client();
  const heard = Array.from({ length: 64 }, (_, i) => world.listen(client, `t${i}`));
  await world.pass(0);
  await world.socket.open();
  let answered = 0;
  for (let turn = 0; turn < 30; turn++) {
    while (answered < world.socket.sent.length) {
      const { id, topics } = world.socket.sent[answered++];
      if (topics.some(({ topic }) => topic === 't37')) await world.socket.say({ type: 'error', id, code: 'not-allowed', text: 'no' });
      else await world.socket.say(...topics.map(({ topic }) => ({ type: 'subscribed', id, topic, epoch: 'e', offset: 0, first: 1 })));
    }
    await world.pass(200);
  }
  assert.deepEqual(world.errors, [{ topic: 't37', code: 'not-allowed', text: 'no' }]);
  assert.equal(heard.filter(one => one.subscribed.length === 1).length, 63);
  assert.equal(heard[37].subscription.active, false);
  assert.ok(world.socket.sent.length <= 13, `${world.socket.sent.length} commands`);
});

test('a busy gateway is asked again for the topic after a second or more', async () => {
  const world = new World();
  const { client } = await world.opened();
  const heard = world.listen(client, 'b');
  await settle();
  await world.socket.say({ type: 'error', id: 2, code: 'unavailable', text: 'later' });
  await world.pass(999);
  assert.equal(world.socket.sent.length, 2);
  await world.pass(501);
  assert.deepEqual(world.socket.sent.at(-1), { type: 'subscribe', topics: [{ topic: 'b' }], id: 3 });
  await world.socket.say({ type: 'subscribed', id: 3, topic: 'b', epoch: 'f', offset: 0, first: 1 });
  assert.equal(heard.subscribed.length, 1);
  assert.deepEqual(world.errors, []);
});

test('the pauses for a busy gateway grow', async () => {
  const world = new World();
  const { client } = await world.opened();
  world.listen(client, 'b');
  await settle();
  const pauses = [];
  for (let i = 0; i < 5; i++) {
    const { id } = world.socket.sent.at(-1);
    world.randoms.push(1);
    await world.socket.say({ type: 'error', id, code: 'unavailable', text: 'later' });
    const from = world.millis;
    while (world.socket.sent.at(-1).id === id) await world.pass(500);
    pauses.push(world.millis - from);
  }
  assert.deepEqual(pauses, [2000, 3000, 5000, 9000, 17_000]);
});

test('a gateway that believes a topic to be subscribed already is asked on a new connection', async () => {
  const world = new World();
  const { client } = await world.opened();
  world.listen(client, 'b');
  await settle();
  await world.socket.say({ type: 'error', id: 2, code: 'already-subscribed', text: 'b' });
  assert.equal(world.state.state, 'waiting');
  await world.pass(1000);
  await world.socket.open();
  assert.deepEqual(world.socket.sent[0].topics, [{ topic: 'a', since: 'e1:10' }, { topic: 'b' }]);
});

test('a topic waits for the place of another that is on its way out', async () => {
  const world = new World();
  const { client, subscription } = await world.opened({ maxTopics: 1 });
  subscription.unsubscribe();
  world.listen(client, 'b');
  await settle();
  assert.deepEqual(world.socket.sent.slice(1).map(command => command.type), ['unsubscribe']);
  await world.socket.say({ type: 'unsubscribed', id: 2, topic: 'a' });
  assert.deepEqual(world.socket.sent.at(-1).topics, [{ topic: 'b' }]);
});

test('a message for a subscription of before is not given to the one of now, however long the commands wait', async () => {
  const world = new World();
  const { client, subscription } = await world.opened();
  for (let i = 0; i < 9; i++) {
    world.listen(client, `t${i}`);
    await settle();
  }
  subscription.unsubscribe();
  const again = world.listen(client, 'a', { since: 'e1:5' });
  await settle();
  assert.equal(world.socket.commands('unsubscribe').length, 0);
  await world.socket.say(message(11));
  assert.deepEqual(offsets(again), []);
});

test('nothing is delivered of a topic before its subscribed', async () => {
  const world = new World();
  const client = await world.client();
  const heard = world.listen(client, 'a', { since: 'e:5' });
  await world.pass(0);
  await world.socket.open();
  await world.socket.say(message(6));
  assert.deepEqual(offsets(heard), []);
});

test('a page that is back does not wait longer for it', async () => {
  const world = new World();
  await world.opened();
  world.randoms.push(0.1, 0.9);
  await world.socket.end(1006);
  await world.page('online');
  await world.pass(100);
  assert.equal(world.sockets.length, 2);
});

test('a topic unsubscribed and subscribed again is named again after the answer, and hears nothing of before', async () => {
  const world = new World();
  const { client, heard, subscription } = await world.opened();
  subscription.unsubscribe();
  const again = world.listen(client, 'a');
  await settle();
  assert.deepEqual(world.socket.sent.slice(1), [{ type: 'unsubscribe', topics: ['a'], id: 2 }]);
  await world.socket.say(message(11));
  await world.socket.say({ type: 'unsubscribed', id: 2, topic: 'a' });
  assert.deepEqual(world.socket.sent.at(-1), { type: 'subscribe', topics: [{ topic: 'a' }], id: 3 });
  await world.socket.say({ type: 'subscribed', id: 3, topic: 'a', epoch: 'e1', offset: 11, first: 1 }, message(12));
  assert.deepEqual(offsets(heard), []);
  assert.deepEqual(offsets(again), [12]);
});

test('a topic unsubscribed before its answer is taken back after it', async () => {
  const world = new World();
  const { client } = await world.opened();
  const { subscription, subscribed } = world.listen(client, 'b');
  await settle();
  subscription.unsubscribe();
  await world.socket.say({ type: 'subscribed', id: 2, topic: 'b', epoch: 'f', offset: 0, first: 1 });
  assert.deepEqual(world.socket.sent.at(-1), { type: 'unsubscribe', topics: ['b'], id: 3 });
  assert.deepEqual(subscribed, []);
});

test('topics that come and go in one turn cost no command, and many turns no more than the rate allows', async () => {
  const world = new World();
  const { client } = await world.opened();
  for (let i = 0; i < 1000; i++) world.listen(client, `t${i}`).subscription.unsubscribe();
  await settle();
  assert.equal(world.socket.sent.length, 1);
  for (let i = 0; i < 60; i++) {
    world.listen(client, `u${i}`);
    await settle();
  }
  assert.equal(world.socket.sent.length, 10);
  await world.pass(400);
  assert.ok(world.socket.sent.length <= 12);
  assert.equal(world.socket.sent.flatMap(command => command.topics).length, 61);
});

test('a command stays small', async () => {
  const world = new World();
  const client = await world.client();
  for (let i = 0; i < 64; i++) world.listen(client, String(i).padStart(255, 'x'), { since: 'abcdefghijklm:9007199254740991' });
  await world.pass(0);
  await world.socket.open();
  assert.ok(world.socket.sent.length > 1);
  for (const command of world.socket.sent) assert.ok(JSON.stringify(command).length < 20_000);
  assert.equal(world.socket.sent.flatMap(command => command.topics).length, 64);
});

test('the network that comes back, and a page that is looked at again, cut the wait short', async () => {
  for (const back of [world => world.page('online'), world => world.visibility('visible')]) {
    const world = new World();
    await world.opened({ transports: ['websocket'] });
    for (let i = 0; i < 6; i++) {
      await world.socket.end(1006);
      await world.pass(world.state.retryInMillis);
    }
    await world.socket.end(1006);
    assert.ok(world.state.retryInMillis > 10_000);
    const sockets = world.sockets.length;
    await back(world);
    await world.pass(500);
    assert.equal(world.sockets.length, sockets + 1);
  }
});

test('an open connection is asked for a sign of life when the network changes or the page is looked at again', async () => {
  for (const change of [world => world.page('online'), world => world.page('offline'), world => world.visibility('visible')]) {
    const world = new World();
    await world.opened();
    await change(world);
    assert.equal(world.socket.commands('ping').length, 1);
    await change(world);
    assert.equal(world.socket.commands('ping').length, 1);
    await world.pass(10_000);
    assert.equal(world.state.state, 'waiting');
  }
});

test('a page that is hidden away closes its connection, and resumes when it is shown again', async () => {
  const world = new World();
  await world.opened();
  await world.socket.say(message(11));
  await world.page('pagehide');
  assert.equal(world.socket.closedWith, 1000);
  assert.equal(world.state.state, 'waiting');
  await world.pass(100_000);
  assert.equal(world.sockets.length, 1);
  await world.page('pageshow');
  await world.pass(1000);
  await world.socket.open();
  assert.deepEqual(world.socket.sent[0].topics, [{ topic: 'a', since: 'e1:11' }]);
});

test('closing leaves nothing behind', async () => {
  const world = new World();
  const { client, heard } = await world.opened();
  await world.socket.say({ type: 'gap', topic: 'a', from: 11, to: 12, skipped: 2, reason: 'lag' });
  client.close();
  assert.equal(world.socket.closedWith, 1000);
  assert.deepEqual(world.state, { state: 'closed', code: 1000, reason: 'closed by the application' });
  await world.socket.say(message(13));
  await world.page('online');
  await world.pass(100_000);
  assert.equal(world.timers, 0);
  assert.equal(world.window.listeners, 0);
  assert.equal(world.document.listeners, 0);
  assert.deepEqual(heard.messages, []);
  assert.deepEqual(world.lost, []);
  assert.equal(world.sockets.length, 1);
});

test('a client closed before its first attempt never connects', async () => {
  const world = new World();
  const client = await world.client();
  client.close();
  await world.pass(100_000);
  assert.equal(world.sockets.length, 0);
});

test('a handler that throws is reported and breaks nothing', async () => {
  const world = new World();
  const client = await world.client();
  const seen = [];
  client.subscribe('a', event => {
    seen.push(event.offset);
    throw new Error('mine');
  });
  await world.pass(0);
  await world.socket.open();
  await world.socket.say({ type: 'subscribed', id: 1, topic: 'a', epoch: 'e', offset: 0, first: 1 }, message(1), message(2));
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(world.thrown.map(error => error.message), ['mine', 'mine']);
});

test('events and fields of a later version are ignored, and what is no JSON object ends the connection', async () => {
  const world = new World();
  const { heard } = await world.opened();
  await world.socket.say({ type: 'weather', topic: 'a' }, { ...message(11), colour: 'red' }, { type: 'message', topic: 'other', offset: 1, data: '' });
  assert.deepEqual(offsets(heard), [11]);
  await world.socket.raw('17');
  assert.equal(world.state.state, 'waiting');
  assert.equal(world.errors[0].code, 'bad-event');
});

test('a client that says no subprotocol back is no gateway of this protocol', async () => {
  const world = new World();
  await world.client();
  await world.pass(0);
  await world.socket.open('');
  assert.equal(world.state.state, 'waiting');
});

test('a handshake that fails is over at once, whether or not a close follows the error', async () => {
  for (const code of [null, 1006]) {
    const world = new World();
    await world.client();
    await world.pass(0);
    await world.socket.fail(code);
    await world.pass(0);
    assert.equal(world.state.state, 'waiting');
    assert.equal(world.states.length, 2);
  }
});

test('a handshake without an end is given up', async () => {
  const world = new World();
  await world.client();
  await world.pass(10_000);
  assert.equal(world.state.reason, 'no handshake');
});

test('more topics than the bound are refused at once', async () => {
  const world = new World();
  const client = await world.client({ maxTopics: 2 });
  world.listen(client, 'a');
  world.listen(client, 'b');
  assert.throws(() => world.listen(client, 'c'), RangeError);
});
