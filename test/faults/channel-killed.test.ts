import { readFile } from 'node:fs/promises';

import { expect } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { atCalls, canInject, type Fault, type Faulted, findHit, layFault, runWithFault } from './injection.ts';
import { drainByHand, judgeEnd } from './judge.ts';
import { type Receiver, receivers } from './receivers.ts';

const body = 'The words of this report, 12 of 15.';
const id = '20261121T101112345Z-w-job-7k3q9x';
const text = reportText(id, {}, `${body}\n`);

for (const [index, [name, makeReceiver]] of Object.entries(receivers).entries()) {
  testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
    `a report by ${name} arrives once, wherever its delivery is killed, and again only with the flag`,
    () =>
      expectRow(`channel-killed-${name}`, async (row) => {
        const killAt = (kill: Kill, offset: number) =>
          atCalls('KILL', isFull ? {} : { offset, most: 1 }, async (fault) =>
            killOnce(row, await makeReceiver(), kill, fault),
          );
        const ofDriver = await killAt(killDriver, 1 + ((index * 5) % 60));
        const ofSender = await killAt(killSender, 1 + (index % 4));
        row.note(`${ofSender} of the kills in the send command`);
        expect(ofDriver).toBeGreaterThan(isFull ? 30 : 0);
        expect(ofSender).toBeGreaterThan(isFull ? 4 : 0);
      }),
  );
}

/** A pass over the home of a receiver with this fault in it, and who it can hit. */
type Kill = (receiver: Receiver, fault: Fault) => Promise<Faulted>;

// The pass and its shells; the send command is spared.
const killDriver: Kill = ({ home, command }, fault) => {
  const spared = `${countingSend(home)}; unset LD_PRELOAD; ${command()}`;
  return runWithFault(home, fault, 'watchdog', ['--send-cmd', spared]);
};

// The send command, with all that it starts: also before it looks at the home, and before it writes to a service.
const killSender: Kill = async ({ home, command, dirs }, fault) => {
  const { env, calls } = layFault(home, fault, {
    dirs: [home.dir, ...dirs],
    countsLooks: isFull,
    countsSockets: true,
  });
  const { exitCode, stdout, stderr } = await home.run('watchdog', [
    '--send-cmd',
    `${countingSend(home)}; ${command(env)}`,
  ]);
  const made = calls();
  return { exitCode, stdout: String(stdout), stderr: String(stderr), calls: made, hit: findHit(made) };
};

async function killOnce(row: Row, receiver: Receiver, kill: Kill, fault: Fault): Promise<Faulted> {
  const { home, command } = receiver;
  await home.write(id, text);
  const hit = await kill(receiver, fault);
  const where = `killed at ${hit.hit}`;
  row.add('rounds');
  if (hit.hit !== undefined) row.add('kills');
  judgeEnd(row, hit, where, [0, 75]);
  const isSent = (await home.names('sent')).length > 0;
  row.demand(!isSent || (await receiver.copies()).length > 0, 'falselySent', () => where);
  // A send command that was spared goes on by itself, and is waited for.
  await drainByHand(home, `${countingSend(home)}; ${command()}`, 100);
  const mayRepeat = kill === killSender || / (?:sh|dash|bash) /.test(hit.hit ?? '');
  await judgeCopies(row, receiver, mayRepeat && hit.hit !== undefined, where);
  const filed = await readFile(home.path('sent', `${id}.md`), 'utf8').catch(() => undefined);
  row.demand(filed === text, 'lost', () => `${where}: in sent/ there is ${filed}`);
  const left = [...(await home.names('pending')), ...(await home.names('held'))];
  row.demand(left.length === 0, 'lost', () => `${where}: still there: ${left.join(', ')}`);
  return hit;
}

/** @param mayRepeat the send command, or its shell, was killed itself, so that nobody can know what it had done */
async function judgeCopies(row: Row, { home, copies }: Receiver, mayRepeat: boolean, where: string): Promise<void> {
  const arrived = await copies();
  const tries = await sendsOf(home);
  const tell = () => `${where}: tries: ${tries.join('; ')}; arrived: ${JSON.stringify(arrived)}`;
  row.demand(arrived.length > 0 && arrived.every((copy) => copy.text.includes(body)), 'lost', tell);
  if (arrived.length > 1) row.add('flagged', arrived.length - 1);
  row.demand(arrived.length <= 1 || mayRepeat, 'duplicates', tell);
  // Whatever was sent behind the first has to say so, where it can be said.
  const isFlagged = tries.slice(1).every((line) => line.endsWith(' 1'));
  const isMarked = arrived.slice(1).every((copy) => copy.isMarked !== false);
  row.demand(arrived.length <= 1 || (isFlagged && isMarked), 'duplicates', tell);
  const known = new Set(arrived.map(({ key }) => key));
  row.demand(known.size <= 1, 'duplicates', () => `${tell()}: not known again`);
}
