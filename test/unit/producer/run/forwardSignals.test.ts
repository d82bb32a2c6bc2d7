import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { forwardSignals } from '../../../../packages/producer/src/run/forwardSignals.ts';

test('a signal that comes before the command is started goes to it', async () => {
  const signals = forwardSignals(true);
  process.emit('SIGTERM');
  const command = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' });
  signals.sendTo((signal) => void command.kill(signal));
  expect(await once(command, 'exit')).toEqual([null, 'SIGTERM']);
  signals.release();
});
