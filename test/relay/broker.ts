import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { execa, type ResultPromise } from 'execa';
import { onTestFinished } from 'vitest';

import { streamConfig } from '../../packages/relay/src/broker/stream.ts';
import { until } from '../harness.ts';

/** A program `nats-server` of this machine. */
interface Program {
  path: string;
  /** Whether it can be told to sync what it acknowledges: 2.10 and newer. */
  canSync: boolean;
}

// Debian puts it where only root looks.
const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];

/** The one that NATS_SERVER names, else the first on PATH; undefined when there is none. */
const program = findProgram(process.env['NATS_SERVER'] ?? '');

/** Whether there is a broker to test with. */
export const hasBroker = program !== undefined;
export const brokerReason = 'needs nats-server (apt-get install nats-server)';

/** Whether it keeps what it has acknowledged over a power cut. */
export const canSync = program?.canSync ?? false;
export const syncReason = 'needs nats-server 2.10 or newer (Debian 13 has one; NATS_SERVER names its path)';

if (!hasBroker) console.warn(`SKIPPED: the relay ${brokerReason}; none may be missing in CI`);

function findProgram(named: string): Program | undefined {
  const paths = named === '' ? places.map((place) => join(place, 'nats-server')) : [named];
  const path = paths.find((one) => existsSync(one));
  if (path === undefined) return undefined;
  const [, major = 0, minor = 0] = /v(\d+)\.(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' })) ?? [];
  return { path, canSync: Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 10) };
}

/** How a broker is set up. */
export interface BrokerOptions {
  /** False: without JetStream. True by default. */
  jetstream?: boolean;
  /** More of its configuration. */
  more?: string;
  /** Puts a configuration of its own into the broker's directory, in place of all that. */
  prepare?: (dir: string) => Promise<void>;
  scheme?: 'nats' | 'tls';
  /** Where its directory is made. */
  under?: string;
}

/** A broker of one test, on loopback, with a store of its own; it ends with the test. */
export class Broker {
  /** Its directory: configuration, store, log. */
  readonly dir: string;
  readonly #scheme: string;
  #child: ResultPromise | undefined;
  #port = -1;

  constructor(dir: string, scheme: string) {
    this.dir = dir;
    this.#scheme = scheme;
  }

  /** Its address. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  get store(): string {
    return join(this.dir, 'store');
  }

  /** Starts it, again on the port it had, and waits until it takes connections. */
  async start(): Promise<void> {
    this.#port = await until('the port', () => this.#tryStart());
  }

  /** @returns undefined where somebody has its port: a connection of another test may have had it from the system meanwhile. */
  async #tryStart(): Promise<number | undefined> {
    const ports = await mkdtemp(join(this.dir, 'ports-'));
    const where = ['-a', '127.0.0.1', '-p', String(this.#port), '--ports_file_dir', ports];
    this.#child = execa(String(program?.path), ['-c', 'nats.conf', ...where], {
      cwd: this.dir,
      reject: false,
      stdin: 'ignore',
      stdout: { file: join(this.dir, 'log') },
      stderr: { file: join(this.dir, 'log') },
    }) as unknown as ResultPromise;
    let ended = false;
    void this.#child.then(() => (ended = true));
    const address = await until('the broker', async () => {
      if (ended) return 'ended';
      const [name] = await readdir(ports);
      const text = name === undefined ? '' : await readFile(join(ports, name), 'utf8');
      return /"\w+:\/\/[^"]*:(\d+)"/.exec(text)?.[1];
    });
    if (address !== 'ended') return Number(address);
    const log = await this.log();
    if (this.#port > 0 && log.includes('address already in use')) return undefined;
    throw new Error(`the broker has ended: ${log}`);
  }

  /** As a crash ends it, by default. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child?.kill(signal);
    await this.#child;
  }

  /** It stands still, and its connections stay. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  log(): Promise<string> {
    return readFile(join(this.dir, 'log'), 'utf8');
  }
}

async function writeConfiguration(dir: string, { jetstream = true, more = '' }: BrokerOptions): Promise<void> {
  const part = jetstream ? 'jetstream {\n  store_dir: "store"\n  sync_interval: always\n}\n' : '';
  await writeFile(join(dir, 'nats.conf'), `${part}${more}\n`);
}

// What the program does not know it does not start with.
async function fitConfiguration(dir: string): Promise<void> {
  if (canSync) return;
  const path = join(dir, 'nats.conf');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^.*sync_interval.*$/m, ''));
}

/** Starts a broker for this test. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const dir = await mkdtemp(join(options.under ?? tmpdir(), 'owner-report broker-'));
  await (options.prepare?.(dir) ?? writeConfiguration(dir, options));
  await fitConfiguration(dir);
  const broker = new Broker(dir, options.scheme ?? 'nats');
  onTestFinished(async () => {
    await broker.kill();
    await rm(dir, { recursive: true, force: true });
  });
  await broker.start();
  return broker;
}

/** A connection of the test itself, for what none of our commands would do. */
export async function connectTo(broker: Broker): Promise<NatsConnection> {
  const nc = await connect({ servers: broker.url, reconnect: false });
  onTestFinished(() => nc.close());
  return nc;
}

/** A stream as pull makes it, but for its size. */
export async function makeStream(broker: Broker, size: object): Promise<void> {
  const jsm = await jetstreamManager(await connectTo(broker));
  const config = streamConfig(1);
  await jsm.streams.add({ ...config, subjects: [...config.subjects], ...size });
}
