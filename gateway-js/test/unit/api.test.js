import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Sluice, connect } from '../../sluice.js';
import { World } from './world.js';

const read = file => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');

test('an address may be of any form that names the gateway', async () => {
  for (const [address, socket] of [
    ['http://g', 'ws://g/ws'], ['https://g:8443/', 'wss://g:8443/ws'], ['ws://g/ws', 'ws://g/ws'], ['wss://g/push/sse', 'wss://g/push/ws'],
    [new URL('https://g/push/'), 'wss://g/push/ws'], ['/', 'ws://page.test/ws'],
  ]) {
    const world = new World();
    connect(address, { platform: { ...world.platform, location: { href: 'http://page.test/app/' } } });
    await world.pass(0);
    assert.equal(world.socket.url.split('?')[0], socket);
  }
});

test('mistakes are refused where they are made', () => {
  const { platform } = new World();
  const client = new Sluice('http://g', { platform });
  const ok = () => {};
  for (const wrong of [
    () => new Sluice('ftp://g', { platform }),
    () => new Sluice('http://g/?topic=a', { platform }),
    () => new Sluice('/', { platform }),
    () => new Sluice('http://g', { platform, onMessage: ok }),
    () => new Sluice('http://g', { platform, silenceMillis: 0 }),
    () => new Sluice('http://g', { platform, silenceMillis: '5s' }),
    () => new Sluice('http://g', { platform, onState: 'x' }),
    () => new Sluice('http://g', { platform, transports: [] }),
    () => new Sluice('http://g', { platform, transports: ['polling'] }),
    () => new Sluice('http://g', { platform, parameters: { topic: 'a' } }),
    () => client.subscribe('', ok),
    () => client.subscribe('a b', ok),
    () => client.subscribe('x'.repeat(256), ok),
    () => client.subscribe('a'),
    () => client.subscribe('a', {}, null),
    () => client.subscribe('a', { message: ok }),
    () => client.subscribe('a', { onMessage: 'x' }),
    () => client.subscribe('a', { since: 17 }, ok),
    () => client.subscribe('a', { since: 'e:9007199254740992' }, ok),
    () => client.subscribe('a', { since: '30s' }, ok),
    () => client.subscribe('a', { last: -1 }, ok),
    () => client.subscribe('a', { last: 1, since: '-1s' }, ok),
    () => client.subscribe('a', { lsat: 1 }, ok),
    () => client.subscribe('a', { format: 'xml' }, ok),
  ]) assert.throws(wrong, error => error instanceof TypeError || error instanceof RangeError, wrong.toString());
  client.subscribe('a', ok);
  assert.throws(() => client.subscribe('a', ok), /already/);
  client.close();
});

test('every option and handler stands in the types and in the documentation', async () => {
  const source = await read('sluice.js');
  const names = [...source.matchAll(/^  (\w+Millis|maxTopics|webSocketFailuresBeforeSse): \[/gm)].map(found => found[1]);
  assert.ok(names.length >= 11);
  names.push('onState', 'onError', 'onStateLost', 'onMessage', 'onSubscribed', 'onGap', 'parameters', 'transports', 'credentials', 'platform');
  const [types, documentation] = [await read('sluice.d.ts'), await read('README.md')];
  for (const name of names) {
    assert.match(types, new RegExp(`^ +${name}\\b`, 'm'), name);
    assert.ok(documentation.includes(`\`${name}\``), name);
  }
});

test('every default stands in the documentation as it is', async () => {
  const source = await read('sluice.js');
  const documentation = await read('README.md');
  for (const [, name, byDefault] of source.matchAll(/^  (\w+): \[([\d_]+), \d+\],$/gm)) {
    assert.ok(documentation.includes(`| \`${name}\` | ${Number(byDefault.replaceAll('_', ''))} |`), name);
  }
});
