/** Exit codes of every command, after sysexits.h. Mapped here once and nowhere else. */
export const exitCodes = {
  done: 0,
  usage: 64,
  invalidReport: 65,
  notFound: 66,
  missingProgram: 69,
  bug: 70,
  cannotCreate: 73,
  io: 74,
  retry: 75,
  notApproved: 77,
  badConfig: 78,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An error that a user can act on. The message says what was expected, what was found and where; `remedy` says what to
 * do next. Anything that is not an `OwnerReportError` (or a system error with an errno code) is a bug of ours.
 */
export abstract class OwnerReportError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly remedy: string | undefined;

  constructor(message: string, options: { remedy?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.remedy = options.remedy;
  }
}

/** The command line (or a variable that stands for a flag) is wrong. */
export class UsageError extends OwnerReportError {
  override readonly exitCode = exitCodes.usage;
}

/** A report breaks the format, or cannot have the id that it has. */
export class InvalidReportError extends OwnerReportError {
  override readonly exitCode = exitCodes.invalidReport;
}

/** No such report or job. */
export class NotFoundError extends OwnerReportError {
  override readonly exitCode = exitCodes.notFound;
}

/** A directory or file of the home cannot be created. */
export class CannotCreateError extends OwnerReportError {
  override readonly exitCode = exitCodes.cannotCreate;
}

/** A read, write or sync failed. */
export class IoError extends OwnerReportError {
  override readonly exitCode = exitCodes.io;
}

/** What was written is in place, and only a power cut may undo it. */
export class NotSyncedError extends IoError {}

/** Somebody else holds the home's lock. */
export class LockedError extends OwnerReportError {
  override readonly exitCode = exitCodes.retry;
}

/** A message did not go out. */
export class NotSentError extends OwnerReportError {
  override readonly exitCode = exitCodes.retry;
}

/** A service of another machine does not do what is asked of it now; the same may be tried again. */
export class UnavailableError extends OwnerReportError {
  override readonly exitCode = exitCodes.retry;
}

/** What only a person may decide was not decided: a job that nobody has approved, lines that somebody has edited. */
export class NotApprovedError extends OwnerReportError {
  override readonly exitCode = exitCodes.notApproved;
}

/** A setting, or the file it stands in, cannot be used. */
export class ConfigError extends OwnerReportError {
  override readonly exitCode = exitCodes.badConfig;
}

/** A program that is needed is not there, or this part of the product is not. */
export class MissingProgramError extends OwnerReportError {
  override readonly exitCode = exitCodes.missingProgram;
}

/** The errno code (`ENOENT`, …) of a system error, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** One line for people about any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about any thrown value, where it says so itself. */
export function remedyOf(error: unknown): string | undefined {
  return error instanceof OwnerReportError ? error.remedy : undefined;
}

/** Message and remedy of any thrown value, for a line that is not its last word. */
export function describeError(error: unknown): string {
  const remedy = remedyOf(error);
  return remedy === undefined ? messageOf(error) : `${messageOf(error)}\n  ${remedy}`;
}

/** The exit code that stands for any thrown value: a system error is one of input/output, all else a bug of ours. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof OwnerReportError) return error.exitCode;
  return errnoOf(error) === undefined ? exitCodes.bug : exitCodes.io;
}
