import { type ExitCode, exitCodes } from '@owner-report/spool';

// What a pass tells first, of all that went wrong in its lanes.
const bySeverity: readonly ExitCode[] = [
  exitCodes.retry,
  exitCodes.badConfig,
  exitCodes.missingProgram,
  exitCodes.io,
  exitCodes.invalidReport,
];

/** The exit code of a pass whose lanes ended so: 75 when anything was not sent, whatever else was wrong. */
export function worstExitCode(found: readonly ExitCode[]): ExitCode {
  return (
    bySeverity.find((code) => found.includes(code)) ?? found.find((code) => code !== exitCodes.done) ?? exitCodes.done
  );
}
