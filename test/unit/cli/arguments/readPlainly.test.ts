import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { OptionSpec } from '../../../../packages/cli/src/arguments/optionSpec.ts';
import { readPlainly } from '../../../../packages/cli/src/arguments/readPlainly.ts';
import { findCommand, listPositionals, nameOfCommand } from '../../../../packages/cli/src/command/findCommand.ts';
import { runOddLine } from '../../../../packages/cli/src/command/oddLine.ts';
import {
  type CliSpec,
  type CommandSpec,
  globalOptions,
  type Invocation,
} from '../../../../packages/cli/src/command/specification.ts';
import { toInvocation } from '../../../../packages/cli/src/command/toInvocation.ts';

const own: Record<string, OptionSpec> = {
  done: { type: 'string', describe: '' },
  'max-count': { type: 'string', describe: '' },
  field: { type: 'array', describe: '' },
  all: { type: 'boolean', describe: '' },
  'no-headline': { type: 'boolean', describe: '' },
};
const unused = () => 0;
const commands: CommandSpec[] = [
  { command: '$0', describe: '', options: own, run: unused },
  { command: 'show [report]', describe: '', positionals: { report: '' }, options: own, run: unused },
  { command: 'hold <report>', describe: '', positionals: { report: '' }, options: own, run: unused },
  { command: 'run', describe: '', options: own, takesCommand: true, run: unused },
];
const spec: CliSpec = { name: 'x', describe: '', commands, examples: [], exits: [] };
const options = { ...globalOptions, ...own };

/** All that a command can learn from its invocation. */
function told({ text, flag, list, given, flags, rest, home, talk }: Invocation): object {
  const names = [...Object.keys(options), 'report'];
  const { json, quiet, verbose } = talk;
  return {
    texts: names.map((name) => text(name)),
    on: names.map((name) => flag(name)),
    fields: list('field'),
    given,
    flags,
    rest,
    home,
    json,
    quiet,
    verbose,
  };
}

async function readByYargs(args: readonly string[], chosen: CommandSpec): Promise<object> {
  let found: object = {};
  await runOddLine({ spec, args, chosen, options }, (command, invocation) => {
    expect(command).toBe(chosen);
    found = told(invocation);
    return Promise.resolve(0);
  });
  return found;
}

const word = fc.oneof(
  fc.constantFrom(
    'r1',
    'show',
    'hold',
    'run',
    '',
    '-',
    '-x',
    '--',
    '"quoted"',
    "'q'",
    '"',
    '1e3',
    'a=b',
    '--done',
    '@all',
  ),
  fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
);
const argument = fc.oneof(
  word.map((value) => [value]),
  fc
    .tuple(fc.constantFrom(...Object.keys(options)), word, fc.boolean())
    .map(([name, value, joined]) => (joined ? [`--${name}=${value}`] : [`--${name}`, value])),
  fc.constantFrom('--all', '--json', '--quiet', '--no-headline').map((flag) => [flag]),
);
const line = fc.tuple(fc.constantFrom([], ['show'], ['hold'], ['run']), fc.array(argument, { maxLength: 5 }));

test('a command line is read plainly as yargs reads it, or not at all', async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(line, async ([command, rest]) => {
      const args = [...command, ...rest.flat()];
      const chosen = findCommand(spec, args) as CommandSpec;
      const positionals = listPositionals(chosen);
      const isNamed = nameOfCommand(chosen) !== '$0';
      const values = readPlainly(args, { options, isNamed, positionals, takesRest: positionals.length === 0 }, {});
      if (values === undefined) return;
      let invocation: Invocation;
      try {
        invocation = toInvocation(values, args, options);
      } catch (error) {
        await expect(readByYargs(args, chosen)).rejects.toThrow((error as Error).message);
        return;
      }
      plain += 1;
      expect(told(invocation)).toEqual(await readByYargs(args, chosen));
    }),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test.each([
  [['--done', 'x y', '--all', '--max-count=5']],
  [['--field', 'a=b', '--field', 'c=d', '--home', '/srv/x']],
  [['show']],
  [['hold', 'r1', '--quiet']],
  [['run', '--done', 'x', '--', 'rsync', '-a', 'src']],
  [[]],
])('%j is read without yargs', (args) => {
  const chosen = findCommand(spec, args) as CommandSpec;
  const positionals = listPositionals(chosen);
  const isNamed = nameOfCommand(chosen) !== '$0';
  const shape = { options, isNamed, positionals, takesRest: positionals.length === 0 };
  expect(readPlainly(args, shape, { OWNER_REPORT_DONE: 'z' })).toBeDefined();
});
