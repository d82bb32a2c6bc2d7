import { mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { test } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd } from './judge.ts';

const bad = '20261121T100000000Z-bad';
const good = '20261121T110000000Z-good';
const head = `report_id: ${bad}\n`;

const bomb = [
  'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
  ...Array.from(
    { length: 9 },
    (_, n) => `a${n + 1}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(',')}]`,
  ),
].join('\n');

/** What can never be sent: the pass stops and names it, and goes on once it is held. */
const invalid: Record<string, (canary: string) => string | Uint8Array> = {
  'JavaScript front matter': (canary) =>
    `---js\n{report_id: require('fs').writeFileSync('${canary}', '')}\n---\nbody\n`,
  'CoffeeScript front matter': (canary) =>
    `---coffee\nreport_id: require('fs').writeFileSync '${canary}', ''\n---\nbody\n`,
  'a constructor for a language': () => `---constructor\n${head}---\nbody\n`,
  'a JavaScript tag': (canary) =>
    `---\n${head}a: !!js/function 'function(){require("fs").writeFileSync("${canary}","")}'\n---\nbody\n`,
  'an alias bomb': () => `---\n${head}${bomb}\n---\nbody\n`,
  'an id that leaves the directory': () => `---\nreport_id: ../../x\n---\nbody\n`,
  'the id of another report': () => reportText(good),
  'a NUL in its body': () => `---\n${head}---\na\0b\n`,
  'a NUL in a field': () => `---\n${head}team: "a\\0b"\n---\nbody\n`,
  'other bytes than UTF-8': () => Buffer.concat([Buffer.from(`---\n${head}---\n`), Buffer.from([0xff, 0xfe, 0xc0])]),
  'half a front matter': () => `---\n${head}`,
  'a false closing line': () => `---\n${head}---evil\nbody\n`,
  'a key that reaches for the prototype': () => `---\n${head}__proto__: {polluted: yes}\n---\nbody\n`,
  'nothing in it': () => '',
  'random bytes': () => Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) % 256)),
};

/** What looks dangerous and is a report like any other. */
const harmless: Record<string, (canary: string) => string> = {
  'shell text in every field': (canary) => {
    const text = `'$(touch ${canary}) \`touch ${canary}\` "; touch ${canary}; #'`;
    const fields = Object.fromEntries(
      ['team', 'worker', 'task_id', 'done', 'next', 'source'].map((name) => [name, text]),
    );
    return reportText(bad, fields, `$(touch ${canary})\n'; touch ${canary}; '\n`);
  },
  'settings of its own': (canary) =>
    reportText(bad, { send_command: `touch ${canary}`, channel: 'telegram', target: 'elsewhere', timeout: '0' }),
  'dashes in front': () => reportText(bad, { team: '--send-cmd=x', done: '-rf' }, '-n\n--help\n'),
  '200,000 empty lines': () => reportText(bad, {}, `${'\n'.repeat(200_000)}end\n`),
  '131,050 bytes of message': () => reportText(bad, {}, 'x'.repeat(131_050)),
  '131,051 bytes of message': () => reportText(bad, {}, 'x'.repeat(131_051)),
  'all of 256 KiB': () => reportText(bad, {}, 'x'.repeat(256 * 1024 - 200)),
  'terminal sequences': () => reportText(bad, {}, '\u001B]0;title\u0007\u001B[2J\u001B[31mred\n'),
};

/** What is no file: passed over with a warning, and never opened. */
const foreign: Record<string, (home: TestHome, path: string) => Promise<unknown>> = {
  'a link to a report': async (home, path) => symlink(await home.write('elsewhere', reportText(bad), 'tmp'), path),
  'a link to nothing': (_home, path) => symlink('nowhere', path),
  'a link to /dev/zero': (_home, path) => symlink('/dev/zero', path),
  'a FIFO': (_home, path) => execa('mkfifo', [path]),
  'a directory': (_home, path) => mkdir(path),
};

test('no hostile file executes anything, leaves its place or stops the queue silently', () =>
  expectRow('hostile-reports', async (row) => {
    let longestMs = 0;
    const timed = async (work: () => Promise<void>) => {
      const began = performance.now();
      await work();
      longestMs = Math.max(longestMs, performance.now() - began);
    };
    for (const [name, make] of sampled(invalid)) await sendPast(row, name, make, timed);
    for (const [name, make] of sampled(harmless)) await sendHarmless(row, name, make, timed);
    for (const [name, make] of sampled(foreign)) await sendAround(row, name, make, timed);
    await sendPast(row, 'a gigabyte', undefined, timed);
    row.note(`longest pass ${(longestMs / 1000).toFixed(1)} s`);
  }));

/** Each third one in `npm test`. */
function sampled<T>(all: Record<string, T>): [string, T][] {
  return Object.entries(all).filter((_one, index) => isFull || index % 3 === 0);
}

type Timed = (work: () => Promise<void>) => Promise<void>;

async function makeQueue(content?: string | Uint8Array): Promise<TestHome> {
  const home = await makeHome();
  await home.write(good, reportText(good));
  if (content !== undefined) await home.write(bad, content);
  return home;
}

async function sendPast(
  row: Row,
  name: string,
  make: ((canary: string) => string | Uint8Array) | undefined,
  timed: Timed,
): Promise<void> {
  const home = await makeQueue();
  const canary = join(home.base, 'canary');
  if (make === undefined) await writeHuge(home.path('pending', `${bad}.md`));
  else await home.write(bad, make(canary));
  const args = ['--all', '--send-cmd', countingSend(home)];
  await timed(async () => {
    const stopped = await home.run('watchdog', args);
    judgeEnd(row, stopped, name, [65]);
    row.demand(String(stopped.stderr).includes(bad), 'other', () => `${name}: not named: ${String(stopped.stderr)}`);
  });
  row.demand((await home.names('pending')).length === 2, 'lost', () => name);
  judgeEnd(row, await home.run('watchdog', ['hold', bad, '--reason', 'hostile']), `${name}, hold`, [0]);
  judgeEnd(row, await home.run('watchdog', args), `${name}, next pass`, [0]);
  await judgePlaces(row, home, name, { sent: [good], held: [bad] });
  await judgeCanary(row, home, name);
}

async function sendHarmless(row: Row, name: string, make: (canary: string) => string, timed: Timed): Promise<void> {
  const home = await makeQueue(make(''));
  const canary = join(home.base, 'canary');
  await home.write(bad, make(canary));
  const args = ['--all', '--max-chars', '200000', '--target', 'here', '--send-cmd'];
  const command = `${countingSend(home)}; cat > "${home.base}/message"; [ "$OWNER_REPORT_TARGET" = here ]`;
  await timed(async () => judgeEnd(row, await home.run('watchdog', [...args, command]), name, [0]));
  await judgePlaces(row, home, name, { sent: [bad, good], held: [] });
  await judgeCanary(row, home, name);
}

async function sendAround(
  row: Row,
  name: string,
  make: (home: TestHome, path: string) => Promise<unknown>,
  timed: Timed,
): Promise<void> {
  const home = await makeQueue();
  await make(home, home.path('pending', `${bad}.md`));
  await timed(async () => {
    const pass = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    judgeEnd(row, pass, name, [0]);
    row.demand(String(pass.stderr).includes(bad), 'other', () => `${name}: skipped silently`);
  });
  await judgePlaces(row, home, name, { sent: [good], held: [] });
  row.demand((await home.names('pending')).join() === `${bad}.md`, 'lost', () => `${name}: it was moved`);
}

async function judgePlaces(row: Row, home: TestHome, name: string, places: Record<string, string[]>): Promise<void> {
  row.add('rounds');
  for (const [place, ids] of Object.entries(places)) {
    const names = await home.names(place);
    row.demand(names.join() === ids.map((id) => `${id}.md`).join(), 'lost', () => `${name}: ${place}: ${names.join()}`);
  }
  const sends = (await sendsOf(home)).map((line) => line.split(' ')[0]);
  row.demand(sends.join() === places['sent']?.join(), 'falselySent', () => `${name}: sent ${sends.join()}`);
}

async function judgeCanary(row: Row, home: TestHome, name: string): Promise<void> {
  row.demand(!(await readdir(home.base)).includes('canary'), 'other', () => `${name}: something was executed`);
}

/** A file of 1 GiB that takes no space. */
async function writeHuge(path: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  await handle.truncate(2 ** 30);
  await handle.close();
  await writeFile(path, `---\n${head}---\n`, { flag: 'r+' });
}
