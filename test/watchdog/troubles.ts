import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeGate, saying, start, suspend } from '../fixtures/send/gate.ts';
import { reportText, type TestHome } from '../harness.ts';
import { later } from './queue.ts';
import { writeConfig } from './routes.ts';

/** What a session is to have around it. */
interface Scene {
  env?: NodeJS.ProcessEnv;
  /** Words in front of its shell. */
  launcher?: string[];
  /** Shell, in front of it and behind it. */
  before?: string;
  after?: string;
}

/** A home in which something is wrong, mostly with r1 in it; its own send command works. */
interface Trouble {
  make(home: TestHome): Promise<Scene | void>;
  /** Why it cannot be made here. */
  needs?: string | undefined;
  /** False where what is typed does not end it, and need not. */
  isOver?: false;
}

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** By the section of docs/runbook.md that is about it. */
export const troubles: Record<string, Trouble> = {
  'There is no home': { make: async () => {} },
  'The disk is full': {
    needs: canMount ? undefined : 'it needs unshare and the right to mount',
    make: async (home) => {
      await writeReport(home);
      const disk = `"$OWNER_REPORT_HOME"`;
      const fill = `head -c 99999 /dev/zero > ${disk}/fill 2> fill.log || true`;
      return {
        launcher: ['unshare', '-rm'],
        before: `mount -t tmpfs -o size=64k none ${disk}; mkdir ${disk}/pending ${disk}/sent ${disk}/tmp; ${fill}`,
        after: `rm ${disk}/fill`,
      };
    },
  },
  'A file is in the way of the lock': {
    make: async (home) => {
      await writeReport(home);
      await writeFile(home.path('lock'), '');
    },
  },
  'The pass is suspended': {
    make: async (home) => {
      const { pid, open } = await startPass(home);
      await suspend(pid);
      return { env: { PID: String(pid) }, after: open };
    },
  },
  'A time is from the future': {
    make: async (home) => {
      await writeReport(home);
      await home.run('watchdog', []);
      return { env: later(-60) };
    },
  },
  'Nothing drains this home': {
    make: async (home) => {
      await writeReport(home);
      return { env: later(20) };
    },
  },
  'The head is invalid': {
    make: async (home) => {
      await writeReport(home);
      await home.write('r1', 'no front matter');
    },
  },
  'The head was rejected': { make: (home) => trySending(home, saying({ outcome: 'rejected', reason: 'too rude' })) },
  'The last pass was broken off': {
    make: async (home) => {
      await writeReport(home);
      await writeConfig(home, {});
      await home.run('watchdog', []);
      await writeConfig(home, working);
    },
  },
  'The head failed': { make: (home) => trySending(home, 'echo "channel is down"; exit 1') },
  'Nobody knows whether the head went out': {
    make: (home) => trySending(home, saying({ outcome: 'unknown', reason: 'no answer' })),
  },
  'A send is under way': {
    make: async (home) => ({ after: (await startPass(home)).open }),
  },
  'Reports are held': {
    make: async (home) => {
      await writeReport(home);
      await home.run('watchdog', ['hold', 'r1', '--reason', 'x']);
    },
  },
  'Reports wait': { make: writeReport },
  'All is sent': {
    isOver: false,
    make: async (home) => {
      await writeReport(home);
      await home.run('watchdog', []);
    },
  },
  'It was sent twice': {
    make: async (home) => {
      await trySending(home, 'exit 1');
      await home.run('watchdog', []);
    },
  },
  'A job is paused, stalled or unobservable': { make: writeJobs },
  'A write is not approved': { make: writeJobs },
};

const working = { sendCommand: 'cat >> "$HOME/inbox.txt"' };

async function writeReport(home: TestHome): Promise<void> {
  await writeConfig(home, working);
  await home.write('r1', reportText('r1'));
}

async function trySending(home: TestHome, sendCommand: string): Promise<void> {
  await writeReport(home);
  await home.run('watchdog', ['--send-cmd', sendCommand]);
}

/** A pass in the middle of a send, and the shell that lets it end and waits for that. */
async function startPass(home: TestHome): Promise<{ pid: number; open: string }> {
  await writeReport(home);
  const gate = await makeGate(home);
  const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  return { pid: Number(child.pid), open: `echo go > "$HOME/gate"; tail --pid=${child.pid} -f /dev/null` };
}

// At the default place.
async function writeJobs(home: TestHome): Promise<Scene> {
  const file = join(home.base, 'ops-jobs.json');
  await writeFile(file, '{ "version": 1, "jobs": [] }', { mode: 0o600 });
  return { env: { OWNER_REPORT_CONFIG_FILE: file, OWNER_REPORT_STATE_FILE: join(home.base, 'state.json') } };
}
