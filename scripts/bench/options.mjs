import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [OPTION]...

Measures every row of the table of docs/performance.md beside its peer.

  --only NAME[,NAME]  these rows only; --list has the names
  --node PATH         the node to measure with, in place of this one; of several, each measures the start-up rows, and
                      the first one all others
  --short             few rounds and small sizes: shows that it works, judges nothing
  --json FILE         write the results to FILE too
  --write             write docs/performance.md, .json and .svg; measures the curves of the plot as well
  --list              print names and titles of the rows
  --help              print this

Exit codes: 0 measured, however slow; 1 a row could not run; 64 usage.`;

export class UsageError extends Error {}

/** @throws UsageError for what the usage does not have. */
export function readOptions(args, names) {
  const options = parse(args);
  const only = options.only?.split(',') ?? names;
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only: expected some of ${names.join(', ')}, got ${unknown.join(', ')}`);
  if (options.write && (options.short || options.only !== undefined))
    throw new UsageError('--write: expected a full run of all rows, got --short or --only as well');
  return { ...options, only };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: 'string' },
        node: { type: 'string', multiple: true, default: [process.execPath] },
        short: { type: 'boolean', default: false },
        json: { type: 'string' },
        write: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error.message, { cause: error });
  }
}
