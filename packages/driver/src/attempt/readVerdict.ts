import type { AttemptFiles } from './attemptFiles.ts';
import { type CommandExit, judgeExit, type Verdict } from './judgeExit.ts';
import { readResult } from './readResult.ts';

/**
 * What an attempt came to whose send command has ended by itself, in its time. Look for its receipt first: the command
 * writes its result, then it ends, then the shell writes the receipt.
 * @param warn is told what of the result cannot be used
 */
export function readVerdict({ result: path }: AttemptFiles, exit: CommandExit, warn: (text: string) => void): Verdict {
  // Most send commands say nothing; what comes behind the receipt would count in one pass, and not in another.
  const found = exit.hasResult === false ? undefined : readResult(path);
  for (const warning of found?.warnings ?? [])
    warn(`what the send command wrote into OWNER_REPORT_RESULT_FILE is not used: ${warning}`);
  return judgeExit(exit, found?.result);
}
