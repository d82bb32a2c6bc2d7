import { UsageError } from '@owner-report/spool';

import type { OptionSpec } from './optionSpec.ts';
import { variableOf } from './readOptions.ts';
import { scanArguments } from './scanArguments.ts';

/**
 * Names, in a message about the value of an option, the variable that gave it: who looks for a flag that nobody has typed
 * finds none.
 * @param error anything; what is no message of this kind stays as it is
 */
export function nameVariable(
  error: unknown,
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  environment: NodeJS.ProcessEnv,
): void {
  if (!(error instanceof UsageError)) return;
  const name = /^--([a-z-]+): /.exec(error.message)?.[1] ?? '';
  const variable = variableOf(name);
  if (options[name] === undefined || options[name].environment === false || (environment[variable] ?? '') === '')
    return;
  // Typed, be it without the value that it takes.
  const isTyped = [...scanArguments(args, options)].some((typed) => typed.kind === 'option' && typed.name === name);
  if (isTyped) return;
  error.message = error.message.replace(`--${name}`, variable);
}
