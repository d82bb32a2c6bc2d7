import { constants } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import type { Bench } from '../fixtures/monitor/bench.ts';
import { makeWrite } from '../fixtures/monitor/write.ts';
import { commandPath, until } from '../harness.ts';
import { canMakeTerminal } from '../producer/runCommand.ts';
import { testIf } from '../testIf.ts';

// More than a pipe holds, so that a write whose output nobody takes comes to the point where it would be ended.
const longWrite = 'seq 1 100000; seq 1 100000 >&2; echo "half" > /dev/stderr && echo the end; touch finished';

function makeLongWrite(script: string): Promise<Bench> {
  return makeWrite({ commands: { run: ['sh', '-c', script] }, cwd: '.', approval: { granted: true } });
}

function words({ configPath, statePath }: Bench): string[] {
  return [commandPath('monitor'), 'run', 'w', '--config-file', configPath, '--state-file', statePath];
}

function environment({ home }: Bench) {
  return { cwd: home.base, extendEnv: false, env: home.environment(), reject: false } as const;
}

describe('an approved write', () => {
  test.each([
    ['a reader that has gone', '"$@" 2> /dev/null | head -n 1; exit ${PIPESTATUS[0]}'],
    ['readers of both that have gone', '{ "$@" 2>&1; echo $? > code; } | head -n 1; exit $(cat code)'],
    ['a full disk', '"$@" > /dev/full 2> /dev/full'],
    ['closed descriptors', '"$@" >&- 2>&-'],
  ])('does not notice %s, and is done to its end', async (_, script) => {
    const bench = await makeLongWrite(longWrite);
    expect(await execa('bash', ['-c', script, 'bash', ...words(bench)], environment(bench))).toMatchObject({
      exitCode: 0,
    });
    expect(await stat(join(bench.base, 'finished'))).toBeDefined();
    expect((await bench.pending()).map(({ status }) => status)).toEqual(['normal']);
  });

  testIf(canMakeTerminal, 'it needs the script command of util-linux')(
    'goes on when the terminal it was run from is gone',
    async () => {
      const bench = await makeLongWrite(`touch begun; read -r line < gate; ${longWrite}`);
      await execa('mkfifo', [join(bench.base, 'gate')]);
      const line = words(bench)
        .map((word) => `'${word}'`)
        .join(' ');
      const terminal = execa('script', ['-qec', line, '/dev/null'], { ...environment(bench), stdin: 'pipe' });
      await until('the write to have begun', () => stat(join(bench.base, 'begun')).catch(() => undefined));
      terminal.kill('SIGKILL');
      await terminal;
      const gate = await open(join(bench.base, 'gate'), constants.O_RDWR);
      await gate.write('go\n');
      await until('the report', async () => (await bench.home.names('pending')).length > 0);
      expect(await readFile(join(bench.base, 'finished'), 'utf8')).toBe('');
      expect((await bench.pending()).map(({ status }) => status)).toEqual(['normal']);
      await gate.close();
    },
  );

  test('says on stderr that a full disk kept its output from going on', async () => {
    const bench = await makeLongWrite('echo x');
    const result = await execa('sh', ['-c', '"$@" > /dev/full', 'sh', ...words(bench)], environment(bench));
    expect(result.stderr).toMatch(/^run w: stdout took no more: ENOSPC.*\nrun w: exit 0$/m);
  });
});
