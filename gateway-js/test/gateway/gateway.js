// The gateway under test, as a process of its own on free ports of the loopback interface.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const JAR = fileURLToPath(new URL('../../../gateway-server/target/sluice.jar', import.meta.url));
const JAVA = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';

export class Gateway {
  #process = null;
  #settings;
  #log = '';
  clientPort = 0;
  pushPort = 0;

  static async start(settings = {}) {
    const gateway = new Gateway();
    gateway.#settings = { 'drain.grace': '0s', 'drain.window': '2s', 'start.warm-up': '0s', ...settings };
    await gateway.#start();
    return gateway;
  }

  async publish(topic, data, type = typeof data === 'string' ? 'text/plain' : 'application/json') {
    const answer = await fetch(`http://127.0.0.1:${this.pushPort}/api/push?topic=${topic}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data),
    });
    if (answer.status !== 202) throw new Error(`publish: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Gone and back on the same ports; the logs are new then. A crash says no goodbye. */
  async restart({ crash = false } = {}) {
    await this.stop(crash ? 'SIGKILL' : 'SIGTERM');
    await this.#start();
  }

  async stop(signal = 'SIGTERM') {
    const ended = this.#process;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const exit = new Promise(resolve => ended.once('exit', resolve));
    ended.kill(signal);
    const timer = setTimeout(() => ended.kill('SIGKILL'), 20_000);
    await exit;
    clearTimeout(timer);
  }

  async #start() {
    const settings = { 'client.host': '127.0.0.1', 'client.port': this.clientPort, 'push.port': this.pushPort, ...this.#settings };
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SLUICE_')));
    this.#log = '';
    this.#process = spawn(JAVA, ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-ea', '-jar', JAR, 'serve',
      ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])], { env: environment });
    for (const output of [this.#process.stdout, this.#process.stderr]) output.on('data', bytes => { this.#log += bytes; });
    await until(() => this.#process.exitCode !== null || this.#log.includes('publishers:'), 'the gateway to start', () => this.#log);
    if (this.#process.exitCode !== null) throw new Error(`the gateway ended at its start:\n${this.#log}`);
    this.clientPort = Number(/subscribers: http:\/\/\S+?:(\d+)\//.exec(this.#log)[1]);
    this.pushPort = Number(/publishers: +http:\/\/\S+?:(\d+)\//.exec(this.#log)[1]);
    await until(async () => (await fetch(`http://127.0.0.1:${this.pushPort}/readyz`)).ok, 'the gateway to be ready');
  }
}
