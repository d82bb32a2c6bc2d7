import { expect, test } from 'vitest';

import { makeBench } from '../fixtures/monitor/bench.ts';

const secrets = ['hunter2hunter2', 'abcd1234efgh5678', 'correct-horse-battery', 'in-the-list-7777'];

test('secrets of a status are in no report, no state and no output, whether their name or their form gives them away', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: { stallSeconds: 60 } }]);
  const below = { more: { db_passphrase: secrets[2] }, passwords: [secrets[3], { value: secrets[3] }] };
  const status = (count: number) => ({
    running: true,
    level: 'alert',
    progress: { password: secrets[0], api_key: secrets[1], count, ...below },
    stopReason: `token=${secrets[1]}`,
    message: `password=${secrets[0]}`,
  });
  await bench.setStatus('a', status(1));
  const report = await bench.tick('12:00');
  expect(report).toContain('- progress: password=[redacted] | api_key=[redacted] | count=1\n');
  const outputs = [report, JSON.stringify(await bench.state())];
  for (const args of [['status'], ['status', '--json'], ['tick', '--print-only', '--json']])
    outputs.push(String((await bench.run('12:00', args)).stdout));
  expect(outputs[3]).toContain('"password":"[redacted]"');
  expect(outputs[3]).toContain('"passwords":["[redacted]",{"value":"[redacted]"}]');
  for (const secret of secrets) for (const output of outputs) expect(output).not.toContain(secret);
  // The same progress is the same still, and another one is another.
  await bench.setStatus('a', status(2));
  expect(await bench.tick('12:00:30')).toBe('');
  expect(await bench.tick('12:01:31')).toContain('stalled');
});
