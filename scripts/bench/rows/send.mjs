import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeQueue } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { startProcess } from '../measure/startProcess.mjs';
import { requireProgram } from '../requireProgram.mjs';
import { root } from '../root.mjs';

const message = '**[normal] bench / bench · job · 80%**\n\nDone: export complete\nNext: wait for aggregation\n';

export const sendRows = [
  {
    name: 'send-webhook',
    title: '`owner-report-send webhook` against curl',
    how: 'One message to a service on loopback, signed by ours; beside it `curl --fail`, which knows 2xx from the rest and no more.',
    rounds: { full: { warmUps: 2, pairs: 25 }, short: { warmUps: 1, pairs: 2 } },
    prepare: prepareWebhook,
  },
];

/** @throws SkippedError where curl is not there. */
async function prepareWebhook({ dir, onCleanUp }) {
  requireProgram(['curl', '--version'], 'curl is not installed');
  const home = makeQueue(join(dir, 'home'), 0);
  const [received, body] = [join(dir, 'received'), join(dir, 'body.json')];
  writeFileSync(received, '');
  writeFileSync(body, JSON.stringify({ message }));
  const service = [process.execPath, join(root, 'scripts/bench/peers/service.mjs'), received];
  const { said, stop } = await startProcess(service, { cwd: dir, until: /listening on (\d+)\n/ });
  onCleanUp(stop);
  const address = `http://127.0.0.1:${said[1]}/in`;
  const env = {
    OWNER_REPORT_HOME: home,
    OWNER_REPORT_MESSAGE: message,
    WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  };
  const ours = ourCommand('send', 'webhook', '--to', address);
  const options = ['--silent', '--show-error', '--fail', '--header', 'content-type: application/json'];
  const peer = ['curl', ...options, '--data-binary', `@${body}`, address];
  const side = (run) => ({ run, ...expectOneMore(received) });
  return {
    ours: { node: true, ...side((extra) => runProcess(ours, { cwd: home, env: { ...extra, ...env } })) },
    peer: side(() => runProcess(peer, { cwd: home })),
  };
}

// The service keeps a byte of each message. What did not arrive is not measured.
function expectOneMore(received) {
  let before = 0;
  return {
    before: () => {
      before = statSync(received).size;
    },
    after: () => {
      const arrived = statSync(received).size - before;
      if (arrived !== 1) throw new Error(`${received}: expected one message, found ${arrived}`);
    },
  };
}
