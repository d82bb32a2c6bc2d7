import { expandPath, resolveHome, UsageError } from '@owner-report/spool';

import type { OptionSpec } from '../arguments/optionSpec.ts';
import { preferSendFlags } from '../arguments/preferSendFlags.ts';
import { type GivenOptions, readOptions, variableOf } from '../arguments/readOptions.ts';
import { removeGuards } from '../arguments/toYargsArguments.ts';
import { createTalk } from '../talk/talk.ts';
import type { Invocation } from './specification.ts';

/**
 * What a command is given to run with.
 * @param argv as yargs has read it
 * @param args the command line
 * @throws UsageError for an empty --home, or a path that no shell has expanded, ConfigError when the default home cannot be told
 */
export function toInvocation(
  argv: Readonly<Record<string, unknown>>,
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): Invocation {
  const flag = (name: string) => argv[name] === true;
  const text = (name: string) => {
    // An option that is given twice means the second one.
    const value: unknown = Array.isArray(argv[name]) ? argv[name].at(-1) : argv[name];
    return typeof value === 'string' ? removeGuards(value) : undefined;
  };
  const list = (name: string) => (Array.isArray(argv[name]) ? argv[name].map(String) : []);
  const given: GivenOptions = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, type === 'boolean' ? onOrOff(argv[name]) : text(name)]),
  );
  const flags = readOptions(args, options);
  const whereOf = (name: string) => (flags[name] === undefined ? variableOf(name) : `--${name}`);
  const path = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : expandPath(value, whereOf(name));
  };
  return {
    home: resolveHome(readHome(text('home')), whereOf('home')),
    talk: createTalk({ json: flag('json'), quiet: flag('quiet'), verbose: flag('verbose') }),
    text,
    path,
    flag,
    list,
    given: preferSendFlags(given, flags),
    flags,
    rest: Array.isArray(argv['--']) ? argv['--'].map(String) : undefined,
  };
}

function onOrOff(value: unknown): boolean | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'boolean' ? last : undefined;
}

// An empty variable says nothing; a flag that was given means something.
function readHome(given: string | undefined): string | undefined {
  if (given !== '') return given;
  throw new UsageError('--home: expected a directory, got nothing', {
    remedy: 'Name one, or leave --home out for the default home. An unset variable may be the cause.',
  });
}
