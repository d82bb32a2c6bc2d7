import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeQueue } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { requireProgram } from '../requireProgram.mjs';
import { reportArguments } from './reportArguments.mjs';

const count = 10;
// nullmailer knows one spool only. A name space of its own puts another directory there, so that no mail leaves.
const inNameSpace = ['unshare', '--map-root-user', '--mount', 'sh', '-ec'];
const mountSpool = 'mount --bind "$1" /var/spool/nullmailer; shift;';
const repeat = `i=0; while [ $i -lt ${count} ]; do "$@"; i=$((i + 1)); done`;

/** @throws SkippedError where nullmailer, or a name space to keep its mails in, is not there. */
export function prepareNullmailer({ dir }) {
  const spool = join(dir, 'spool');
  const home = makeQueue(join(dir, 'home'), 0);
  for (const place of ['queue', 'tmp', 'failed']) mkdirSync(join(spool, place), { recursive: true });
  const mail = join(dir, 'mail');
  writeFileSync(mail, 'To: bench@localhost\nSubject: export complete\n\nDone: export complete\n');
  requireProgram(['sh', '-c', 'command -v nullmailer-inject'], 'nullmailer-inject is not installed');
  const wrap = (...argv) => [...inNameSpace, `${mountSpool} ${repeat}`, 'sh', spool, ...argv];
  requireProgram(wrap('true'), 'no mount name space to keep its mails in');
  const ours = wrap(...ourCommand('producer', ...reportArguments));
  const peer = wrap('sh', '-c', 'nullmailer-inject -f bench@localhost bench@localhost < "$1"', 'sh', mail);
  const env = { OWNER_REPORT_HOME: home };
  return {
    ours: { node: true, per: count, run: (extra) => runProcess(ours, { cwd: home, env: { ...extra, ...env } }) },
    peer: {
      per: count,
      run: () => runProcess(peer, { cwd: home, env }),
      after: () => emptyQueue(join(spool, 'queue')),
    },
  };
}

// @throws when not every mail is there: then the time of the round means nothing.
function emptyQueue(queue) {
  const names = readdirSync(queue);
  if (names.length !== count) throw new Error(`${queue}: expected ${count} mails, found ${names.length}`);
  for (const name of names) rmSync(join(queue, name));
}
