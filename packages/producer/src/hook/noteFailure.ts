import { globalOptions, readOptions } from '@owner-report/cli';
import { type Home, messageOf, noteHookFailure, redact, remedyOf, resolveHome } from '@owner-report/spool';

// Of a message, which may quote a command line with a whole event in it.
const maxLength = 500;

/**
 * Notes in the home what a hook has failed of. Where the home cannot be told or written it is lost. Never throws.
 * @param args the command line, which may be what is wrong
 */
export function noteFailure(error: unknown, args: readonly string[]): void {
  const given = readOptions(args, globalOptions)['home'] ?? process.env['OWNER_REPORT_HOME'];
  try {
    noteFailureAt(resolveHome(typeof given === 'string' ? given : undefined), agentOf(args), error);
  } catch {
    // As said.
  }
}

/** The same in a home that is known. */
export function noteFailureAt(home: Home, agent: string, error: unknown): void {
  const toSafe = (text: string) => redact(text, process.env).slice(0, maxLength);
  const remedy = remedyOf(error);
  const failure = {
    agent,
    message: toSafe(messageOf(error)),
    remedy: remedy === undefined ? undefined : toSafe(remedy),
  };
  noteHookFailure(home, failure, new Date());
}

// As it was typed. An event, which may stand there instead, is nobody's name.
function agentOf(args: readonly string[]): string {
  const word = args[args.indexOf('hook') + 1] ?? '';
  return /^[A-Za-z][\w-]{0,39}$/.test(word) ? word : '';
}
