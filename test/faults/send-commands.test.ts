import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { test } from 'vitest';

import { killGroup, linesOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until, type TestHome } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd } from './judge.ts';

const maxResidentKiB = 150 * 1024;
const gigabytes = isFull ? 5 : 0.2;

interface Odd {
  command: string;
  /** Whether it counts as a success. */
  sent?: boolean;
  /** Whether its outcome is unknown rather than failed. */
  unknown?: boolean;
  /** Whether it would go on until its time is over. The others have as much time as any machine needs. */
  isEndless?: boolean;
}

const commands: Record<string, Odd> = {
  'takes TERM for success': { command: `trap 'exit 0' TERM; sleep 1000 & wait`, unknown: true, isEndless: true },
  'hides TERM and ends with 0 by itself': {
    command: `trap '' TERM; until ls "$OWNER_REPORT_HOME"/attempts/*.timeout; do sleep 0.1; done; exit 0`,
    unknown: true,
    isEndless: true,
  },
  'ignores TERM': { command: `trap '' TERM; while :; do sleep 1000; done`, unknown: true, isEndless: true },
  'leaves a daemon with its output behind': {
    command: `sh -c 'echo $$ >> "$BASE/daemons"; exec sleep 1000' & exit 0`,
    sent: true,
  },
  'leaves a daemon in another session': {
    command: `setsid sh -c 'echo $$ >> "$BASE/daemons"; exec sleep 1000' & exit 0`,
    sent: true,
  },
  'fails and leaves a daemon': { command: `sh -c 'echo $$ >> "$BASE/daemons"; exec sleep 1000' & exit 3` },
  'floods its output': { command: `head -c ${Math.round(gigabytes * 2 ** 30)} /dev/zero`, sent: true },
  'floods its output and fails': { command: `head -c ${Math.round(gigabytes * 2 ** 28)} /dev/zero; exit 9` },
  'floods and never ends': { command: `exec yes`, unknown: true, isEndless: true },
  'kills itself': { command: `kill -KILL $$` },
  'ends itself with TERM': { command: `kill -TERM $$` },
  'kills its group': { command: `kill -KILL 0`, unknown: true },
  'kills the shell that runs it': { command: `kill -KILL $PPID; sleep 1000`, unknown: true },
  'is not executable': { command: `/etc/hosts` },
  'does not exist': { command: `/nowhere/at/all` },
  'is a syntax error': { command: `if` },
  'closes everything': { command: `exec 0<&- 1>&- 2>&-; exit 4` },
  'replaces itself': { command: `exec false` },
  'reads none of its message': { command: `exec true`, sent: true },
};

test('no odd send command is taken for a success, holds up the queue or fills the memory', () =>
  expectRow('send-commands', async (row) => {
    let largest = 0;
    for (const [name, odd] of Object.entries(commands)) largest = Math.max(largest, await sendBy(row, name, odd));
    row.note(`at most ${Math.round(largest / 1024)} MiB resident`);
  }));

/** @returns the most memory that the watchdog had, in KiB. */
async function sendBy(row: Row, name: string, odd: Odd): Promise<number> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const args = ['--timeout', odd.isEndless === true ? '1' : '300', '--send-cmd', odd.command];
  const child = start(home, 'watchdog', args, { env: { BASE: home.base } });
  const [ended, peak] = await Promise.all([child, watchMemory(child.pid)]);
  row.add('rounds');
  const where = `a command that ${name}`;
  judgeEnd(row, ended, where, odd.sent === true ? [0] : [75]);
  row.demand(peak < maxResidentKiB, 'other', () => `${where}: ${peak} KiB`);
  const sent = (await home.names('sent')).length === 1;
  row.demand(sent === (odd.sent === true), sent ? 'falselySent' : 'lost', () => where);
  row.demand((await home.names('pending')).length === (sent ? 0 : 1), 'lost', () => `${where}: not in one place`);
  const [event] = await home.deliveries();
  const expected = odd.sent === true ? 'sent' : odd.unknown === true ? 'unknown' : 'failed';
  row.demand(
    event?.['event'] === expected,
    'other',
    () => `${where}: expected ${expected}, got ${JSON.stringify(event)}`,
  );
  await endDaemons(home);
  return peak;
}

async function watchMemory(pid: number | undefined): Promise<number> {
  let peak = 0;
  await until('the end of the watchdog', async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const now = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    peak = Math.max(peak, now);
    return now === 0;
  });
  return peak;
}

async function endDaemons(home: TestHome): Promise<void> {
  for (const line of await linesOf(join(home.base, 'daemons'))) {
    killGroup(Number(line));
    try {
      process.kill(Number(line), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}
