import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeReport } from '../homes/queue.mjs';
import { nodePath } from '../measure/node.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';
import { startProcess } from '../measure/startProcess.mjs';
import { requireProgram } from '../requireProgram.mjs';
import { root } from '../root.mjs';

export const relayRows = [
  {
    name: 'relay-send',
    title: '`owner-report-relay send` against a bare publish',
    how: 'One report to a broker on loopback, which acknowledges it; beside it `peers/publish.mjs`, the client and nothing else.',
    rounds: { full: { warmUps: 2, pairs: 25 }, short: { warmUps: 1, pairs: 2 } },
    prepare: prepareRelay,
  },
];

/** @throws SkippedError where nats-server is not there. */
async function prepareRelay({ dir, onCleanUp }) {
  const program = process.env.NATS_SERVER || 'nats-server';
  requireProgram([program, '--version'], 'nats-server is not installed');
  const broker = join(dir, 'broker');
  mkdirSync(broker, { recursive: true });
  const options = ['-js', '-sd', join(broker, 'store'), '-a', '127.0.0.1', '-p', '-1'];
  const ready = /client connections on \S+:(\d+)[\s\S]*Server is ready/;
  const { said, stop } = await startProcess([program, ...options], { cwd: broker, until: ready });
  onCleanUp(stop);
  const servers = `nats://127.0.0.1:${said[1]}`;
  const hub = join(dir, 'hub');
  // It makes the stream.
  runProcess(ourCommand('relay', 'pull', '--servers', servers), { cwd: dir, env: { OWNER_REPORT_HOME: hub } });
  const next = numberReports(dir);
  const peer = [nodePath(), join(root, 'scripts/bench/peers/publish.mjs'), servers];
  return {
    ours: {
      node: true,
      run: (env) =>
        runProcess(ourCommand('relay', 'send', '--servers', servers, '--host', 'ours'), {
          cwd: dir,
          env: { ...env, ...next(), OWNER_REPORT_HOME: join(dir, 'home') },
        }),
    },
    peer: { run: () => runProcess(peer, { cwd: dir, env: next() }) },
  };
}

// What the driver tells a send command of the next report: one that was published before would not be written again.
function numberReports(dir) {
  let count = 0;
  return () => {
    const { id, text } = makeReport((count += 1));
    const attempt = join(dir, id);
    writeFileSync(`${attempt}.sent`, text, { mode: 0o600 });
    writeFileSync(`${attempt}.result`, '', { mode: 0o600 });
    return { OWNER_REPORT_ID: id, OWNER_REPORT_FILE: `${attempt}.sent`, OWNER_REPORT_RESULT_FILE: `${attempt}.result` };
  };
}
