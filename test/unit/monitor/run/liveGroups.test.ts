import { expect, test } from 'vitest';

import { onTermination } from '../../../../packages/monitor/src/run/liveGroups.ts';
import { spawnCommand } from '../../../../packages/monitor/src/run/spawnCommand.ts';

test('a command is not begun after a signal that went to the one before', async () => {
  const command = { argv: ['sh', '-c', 'exit 5'] as [string, ...string[]], cwd: '/', timeoutMs: 60_000 };
  onTermination('forward');
  expect((await spawnCommand(command)).ending).toEqual({ kind: 'exited', code: 5 });
  process.emit('SIGTERM');
  expect((await spawnCommand(command)).ending).toEqual({ kind: 'killed', signal: 'SIGTERM' });
});
