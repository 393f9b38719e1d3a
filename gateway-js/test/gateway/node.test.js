// sluice.js in Node, against a gateway.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect } from '../../sluice.js';
import { Gateway } from './gateway.js';
import { until } from './until.js';

const QUICK = { backoffBaseMillis: 50, backoffMaxMillis: 200, stateLostSpreadMillis: 50 };
const transports = globalThis.WebSocket ? ['websocket', 'sse'] : ['sse'];

describe('sluice.js in Node', () => {
  let gateway;
  let topics = 0;

  before(async () => {
    gateway = await Gateway.start({ 'heartbeat.interval': '300ms', 'retention.messages': '50', 'limits.topics-per-connection': 5 });
  });
  after(() => gateway?.stop());

  for (const transport of transports) {
    const client = (t, options = {}) => {
      const states = [];
      const errors = [];
      const sluice = connect(`http://127.0.0.1:${gateway.clientPort}`, {
        ...QUICK, transports: [transport], onState: event => states.push(event), onError: error => errors.push(error), ...options,
      });
      t.after(() => sluice.close());
      return { sluice, states, errors };
    };
    const listen = (sluice, topic, start = {}) => {
      const heard = { messages: [], subscribed: [], gaps: [], lost: [] };
      heard.subscription = sluice.subscribe(topic, start, {
        onMessage: event => heard.messages.push(event),
        onSubscribed: event => heard.subscribed.push(event),
        onGap: event => heard.gaps.push(event),
        onStateLost: (_, info) => heard.lost.push(info),
      });
      return heard;
    };
    const ready = heard => until(() => heard.subscribed.length > 0, 'the subscription');
    const count = (heard, number) => until(() => heard.messages.length >= number, `${number} messages`, () => JSON.stringify(heard));
    const name = () => `t${++topics}`;

    test(`text, JSON and binary arrive as what they are, over ${transport}`, async t => {
      const topic = name();
      const heard = listen(client(t).sluice, topic);
      await ready(heard);
      const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
      await gateway.publish(topic, 'grüße\n"№" 🙂');
      await gateway.publish(topic, { x: [1, null, 'y'] });
      await gateway.publish(topic, binary, 'application/octet-stream');
      await count(heard, 3);
      assert.deepEqual(heard.messages.map(message => message.data), ['grüße\n"№" 🙂', { x: [1, null, 'y'] }, binary]);
      assert.deepEqual(heard.messages.map(message => message.offset), [1, 2, 3]);
    });

    test(`a topic begins where it is told to, over ${transport}`, async t => {
      const topic = name();
      const positions = [];
      for (let n = 1; n <= 10; n++) positions.push(await gateway.publish(topic, { n }));
      const { sluice } = client(t);
      const by = start => listen(client(t).sluice, topic, start);
      const all = [
        [listen(sluice, topic, { last: 3 }), [8, 9, 10, 11]],
        [by({ since: `${positions[4].epoch}:5` }), [6, 7, 8, 9, 10, 11]],
        [by({ since: '-1m' }), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
        [by({ last: 0 }), [11]],
        [by({}), [11]],
      ];
      for (const [heard] of all) await ready(heard);
      await gateway.publish(topic, { n: 11 });
      for (const [heard, expected] of all) {
        await count(heard, expected.length);
        assert.deepEqual(heard.messages.map(message => message.data.n), expected);
        assert.deepEqual(heard.lost, []);
      }
    });

    test(`topics come and go while the connection lasts, over ${transport}`, async t => {
      const [first, second, third] = [name(), name(), name()];
      const { sluice, errors, states } = client(t);
      const a = listen(sluice, first);
      await ready(a);
      await gateway.publish(first, { n: 1 });
      const b = listen(sluice, second);
      await gateway.publish(third, { n: 1 });
      const c = listen(sluice, third, { last: 1 });
      await ready(b);
      await ready(c);
      await gateway.publish(second, { n: 1 });
      a.subscription.unsubscribe();
      await gateway.publish(first, { n: 2 });
      await count(b, 1);
      await count(c, 1);
      const again = listen(sluice, first, { last: 1 });
      await count(again, 1);
      assert.deepEqual(a.messages.map(message => message.data.n), [1]);
      assert.equal(again.messages[0].data.n, 2);
      assert.deepEqual(errors, []);
      assert.deepEqual(states.map(event => event.state), ['connecting', 'open']);
    });

    if (transport === 'websocket') test('a topic too many is refused and the others are served, over websocket', async t => {
      const { sluice, errors } = client(t);
      const all = Array.from({ length: 6 }, () => listen(sluice, name()));
      await until(() => errors.length === 1 && all.filter(heard => heard.subscribed.length === 1).length === 5, 'the answers');
      assert.equal(errors[0].code, 'too-many-topics');
      assert.equal(all.find(heard => !heard.subscription.active).subscription.topic, errors[0].topic);
    });

    if (transport === 'sse') test('what the gateway does not take is told, over sse', async t => {
      const { sluice, errors } = client(t);
      for (let i = 0; i < 6; i++) listen(sluice, name());
      await until(() => errors.length === 1, 'the refusal');
      assert.equal(errors[0].code, 'http-400');
      assert.match(errors[0].text, /topics/);
    });

    test(`a position whose successors are gone is not recovered, over ${transport}`, async t => {
      const topic = name();
      const { epoch } = await gateway.publish(topic, { n: 0 });
      for (let n = 1; n <= 80; n++) await gateway.publish(topic, { n });
      const heard = listen(client(t).sluice, topic, { since: `${epoch}:1` });
      await until(() => heard.lost.length > 0, 'the hook');
      await count(heard, 50);
      assert.equal(heard.subscribed[0].recovered, false);
      assert.equal(heard.subscribed[0].reason, 'retention');
      assert.deepEqual(heard.messages.map(message => message.data.n), Array.from({ length: 50 }, (_, i) => i + 31));
    });

    test(`a gateway that restarts is come back to, and says what is lost, over ${transport}`, async t => {
      const topic = name();
      const { sluice, states } = client(t);
      const heard = listen(sluice, topic);
      await ready(heard);
      await gateway.publish(topic, { n: 1 });
      await count(heard, 1);
      await gateway.restart();
      await until(() => heard.lost.length > 0, 'the hook', () => JSON.stringify(states));
      await gateway.publish(topic, { n: 2 });
      await count(heard, 2);
      assert.deepEqual(heard.lost.map(info => info.reason), ['epoch']);
      assert.equal(states.find(event => event.state === 'waiting').code, 1012);
    });
  }
});
