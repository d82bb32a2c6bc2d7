import { expect, test } from 'vitest';

import { onTermination } from '../../../../packages/monitor/src/run/liveGroups.ts';
import { spawnCommand } from '../../../../packages/monitor/src/run/spawnCommand.ts';

test('a command is not begun once the signal that would have gone to it has come', async () => {
  onTermination('forward');
  process.emit('SIGTERM');
  const run = await spawnCommand({ argv: ['sh', '-c', 'exit 5'], cwd: '/', timeoutMs: 60_000 });
  expect(run.ending).toEqual({ kind: 'killed', signal: 'SIGTERM' });
});
