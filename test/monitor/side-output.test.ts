import { expect } from 'vitest';

import { makeBench } from '../fixtures/monitor/bench.ts';
import { testIf } from '../testIf.ts';

testIf(process.platform === 'linux', 'a command looks at its own stderr by /proc')(
  'the last line on stderr is told, also where so much was printed that it was cleared away meanwhile',
  async () => {
    const bench = await makeBench();
    const flood = `head -c 2000000 /dev/zero | tr '\\0' x >&2; printf '\\nthe last words\\n' >&2
until [ "$(stat -L -c %s /proc/$$/fd/2)" = 0 ]; do sleep 0.02; done; exit 3`;
    const program = await bench.home.script('flood', flood);
    await bench.configure([{ id: 'a', commands: { status: [program] } }]);
    expect(await bench.tick('12:00')).toContain('the last words');
  },
);
