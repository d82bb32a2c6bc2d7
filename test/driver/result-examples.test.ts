import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { execaSync } from 'execa';
import { describe, expect } from 'vitest';

import { makeHome, root } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { writeR1 } from './r1.ts';

const hasJq = execaSync('/bin/sh', ['-c', 'command -v jq'], { reject: false }).exitCode === 0;

const page = readFileSync(join(root, 'docs/send-commands.md'), 'utf8');
const section = /^## Say more than an exit code\n([^]*?)^## /m.exec(page)?.[1] ?? '';
const examples = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code = '']) => code);

/** What curl prints and ends with, and what comes of it. */
const answers: [number, string, number, number, object][] = [
  [0, '200', 0, 0, { event: 'sent' }],
  [0, '429', 0, 75, { event: 'failed', retry_at: expect.any(String) }],
  [0, '000', 7, 75, { event: 'failed' }],
  [1, '200', 0, 0, { event: 'sent' }],
  [1, '413', 0, 65, { event: 'rejected' }],
  [1, '500', 0, 75, { event: 'failed' }],
  [2, '', 0, 0, { event: 'sent' }],
  [2, '', 56, 75, { event: 'unknown' }],
  [2, '', 22, 75, { event: 'failed' }],
  [3, '{"id":"a1"}', 0, 0, { event: 'sent', message_id: 'a1' }],
  [3, '', 22, 75, { event: 'failed' }],
];

describe('an example of the page on send commands', () => {
  for (const [index, printed, ends, exitCode, event] of answers) {
    testIf(hasJq || !examples[index]?.includes('jq'), 'it needs jq')(
      `(number ${index + 1}) says what curl means by "${printed}" and exit ${ends}`,
      async () => {
        expect(examples).toHaveLength(4);
        const home = await makeHome();
        await writeR1(home);
        await home.script('curl', `cat > /dev/null; printf '%s' '${printed}'; exit ${ends}`);
        const env = { PATH: [home.base, process.env['PATH']].join(delimiter) };
        const result = await home.run('driver', ['r1', '--send-cmd', examples[index] ?? ''], { env });
        expect(result.exitCode, String(result.stderr)).toBe(exitCode);
        expect(await home.deliveries()).toMatchObject([event]);
      },
    );
  }
});
