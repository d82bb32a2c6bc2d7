import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { makeHome } from '../harness.ts';
import { runSend } from './sendBy.ts';

/** What is sent where nothing else is said. */
export const message = '**[alert] t / w · backup**\n\nDone: 12 of 15\n';

/** How the OpenClaw of a test was called. */
export interface Call {
  args: string[];
  node: string;
  OPENCLAW_HOME?: string;
  OPENCLAW_STATE_DIR?: string;
}

/** An OpenClaw beside a home of this test, and the environment to send through it. */
export async function makeSetting(options: { engines?: string; hasGateway?: boolean } = {}) {
  const home = await makeHome();
  const { entry, directory } = await makeOpenclaw(home.base, options.engines);
  const state = join(home.base, '.openclaw');
  await mkdir(state);
  const port = options.hasGateway === true ? await listen() : 1;
  await writeFile(join(state, 'openclaw.json'), `{ gateway: { mode: 'local', port: ${port} } } // mine`);
  const environment = {
    OPENCLAW_ENTRY: entry,
    FAKE_DIR: directory,
    OWNER_REPORT_CHANNEL: 'telegram',
    OWNER_REPORT_TARGET: '42',
    OWNER_REPORT_ID: 'r-1',
  };
  const send = async (env: Record<string, string> = {}, args: string[] = [], text = message) => {
    const { result, ...others } = await runSend('openclaw', {
      home,
      args,
      env: { ...environment, ...env },
      message: text,
    });
    return { ...others, said: result };
  };
  const lines = <T>(name: string) => readLines<T>(join(directory, name));
  return { home, state, directory, environment, send, lines };
}

async function readLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** The port of a server that only takes connections: whether a gateway listens is all that is asked of it here. */
async function listen(): Promise<number> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
