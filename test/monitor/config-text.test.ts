import { describe, expect, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';

const validate = ['validate-config'];

async function makeConfig(config: string): Promise<Bench> {
  const bench = await makeBench();
  await bench.writeConfig(config);
  return bench;
}

describe('the text of a config', () => {
  test('names a key that stands twice, and goes on', async () => {
    const bench = await makeConfig('{"version":1,"jobs":[],"defaults":{"stallSeconds":60,"stallSeconds":90}}');
    const result = await bench.run('12:00', validate);
    expect(result).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('defaults.stallSeconds: stands twice'),
    });
  });

  test.each([
    ['\uFEFF{"version":1,"jobs":[]}', 'found a byte order mark (BOM)'],
    ['', 'found an empty file'],
  ])('names what stands in place of JSON: %j', async (config, message) => {
    const bench = await makeConfig(config);
    expect(await bench.run('12:00', validate)).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(message),
    });
  });
});
