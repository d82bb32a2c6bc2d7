import { expect, test } from 'vitest';

import { makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { read } from '../fixtures/monitor/configs.ts';

async function validate(config: object | string) {
  const bench = await makeBench();
  await bench.writeConfig(config);
  return { bench, result: await bench.run('12:00', ['validate-config']) };
}

test('what is well formed and hardly meant is a warning', async () => {
  const run = (...words: string[]) => ({ commands: { run: words } });
  const { result } = await validate({
    version: 1,
    jobs: [
      { ...read, id: 'v', ...run('sh', '-c', 'ls "$HOME" ~/x') },
      {
        ...read,
        id: 'w',
        kind: 'one_shot_write',
        ...run('~/bin/rotate', '$HOME/x', '~/y', '$1'),
        cwd: '$HOME/work',
        approval: { granted: true },
        after: [{ jobId: 'v' }],
      },
      { ...read, id: 'x', cwd: '~/fine', ...run('$TOOLS/check') },
    ],
  });
  expect(result.exitCode).toBe(0);
  expect(
    String(result.stderr)
      .split('\n')
      .map((line) => line.split(':').slice(0, 2).join(':')),
  ).toEqual([
    'warning: jobs[1].approval',
    'warning: jobs[1].cwd',
    'warning: jobs[1].commands.run[0]',
    'warning: jobs[1].commands.run[1]',
    'warning: jobs[1].commands.run[2]',
    'warning: jobs[2].commands.run[0]',
    '',
  ]);
  expect(result.stderr).toContain('approval: a standing approval: each run is approved, for ever\n');
  expect(result.stderr).toContain(
    'no shell reads "$HOME/work", so that nothing in it is expanded; write the path out\n',
  );
});

test('an entry whose id cannot be used is told once, whatever it is', async () => {
  const bench = await makeBench();
  await bench.writeConfig(`{"version":1,"jobs":[{"id":"__proto__"},{"id":"constructor"},{"id":"toString"}]}`);
  const body = await bench.tick('12:00');
  for (const id of ['jobs[0]', 'constructor', 'toString']) expect(sectionOf(body, id)).toContain('ACTION REQUIRED');
  expect(await bench.tick('12:01')).toBe('');
});

test('progress under a name of the language is progress', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: { onlyOnChange: true, reportEverySeconds: 60, stallSeconds: 0 } }]);
  const status = (count: number) => `{"running":true,"completed":false,"progress":{"__proto__":${count}}}`;
  await bench.setStatus('a', status(1));
  await bench.tick('12:00');
  expect(await bench.tick('12:01')).toBe('');
  await bench.setStatus('a', status(2));
  expect(await bench.tick('12:02')).toContain('progress: __proto__=2');
  await bench.setStatus('a', running(1));
  expect(await bench.tick('12:03')).toContain('progress: done=1');
});
