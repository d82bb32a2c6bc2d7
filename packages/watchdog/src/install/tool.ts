import { childDirectory } from '@owner-report/cli';
import { CannotCreateError, MissingProgramError, redact } from '@owner-report/spool';

const answerMs = 20_000;

/** How the program of a scheduler ended. */
export interface ToolResult {
  exitCode: number;
  stdout: string;
  /** What it complained of, on one line. */
  said: string;
}

/**
 * Runs the program of a scheduler.
 * @param input for its stdin; like its stdout it is taken as bytes, one a character
 * @throws MissingProgramError when it is not there, CannotCreateError when it does not end
 */
export async function runTool(program: string, args: readonly string[], input?: string): Promise<ToolResult> {
  const { execa } = await import('execa');
  // From cron or over su the way to the user's systemd is not set.
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`;
  const result = await execa(program, args, {
    reject: false,
    timeout: answerMs,
    cwd: childDirectory(),
    encoding: 'latin1',
    stripFinalNewline: false,
    env: { XDG_RUNTIME_DIR: runtime, LC_ALL: 'C' },
    input: input === undefined ? '' : Buffer.from(input, 'latin1'),
  });
  if (result.code === 'ENOENT') {
    throw new MissingProgramError(`expected the command ${program}, found none on PATH`, {
      remedy: 'Install it, or choose another scheduler: --cron, --systemd or --launchd.',
    });
  }
  const said = redact(result.stderr.trim().replaceAll(/\s*\n\s*/g, '; '), process.env);
  if (result.exitCode === undefined)
    throw new CannotCreateError(`${program} ${args.join(' ')}: ${said === '' ? result.shortMessage : said}`);
  return { exitCode: result.exitCode, stdout: result.stdout, said };
}

/** The same for a call that must succeed. @param remedy what to do where it does not; @throws CannotCreateError, too */
export async function requireTool(
  program: string,
  args: readonly string[],
  { input, remedy }: { input?: string; remedy: string },
): Promise<string> {
  const { exitCode, stdout, said } = await runTool(program, args, input);
  if (exitCode === 0) return stdout;
  throw new CannotCreateError(`${[program, ...args].join(' ')}: refused (exit ${exitCode}): ${said}`, { remedy });
}
