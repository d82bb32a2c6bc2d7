import { closeSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepFileShort } from '@owner-report/cli';
import { randomName, readEnd, redact } from '@owner-report/spool';

const keptBytes = 64 * 1024;

/** A file without a name for what a command prints on the side. It costs a tenth of what a pipe and its stream do. */
export interface ScratchOutput {
  descriptor: number;
  /** The last line that is not empty, secrets taken out; '' when there is none. */
  readLastLine: () => string;
  close: () => void;
}

// Files that nothing was printed into serve the next command, too: to open one costs a twentieth of what a process
// does.
const idle: ScratchOutput[] = [];

/** Such a file, empty. @throws a system error, for instance when there is no temporary directory */
export function openScratchOutput(): ScratchOutput {
  return idle.pop() ?? createScratchOutput();
}

function createScratchOutput(): ScratchOutput {
  const path = join(tmpdir(), `owner-report-${randomName(12)}`);
  const descriptor = openSync(path, 'ax+', 0o600);
  unlinkSync(path);
  const stopTrimming = keepFileShort(descriptor);
  const output: ScratchOutput = {
    descriptor,
    readLastLine: () => {
      const lines = redact(readEnd(descriptor, keptBytes).toString('utf8'), process.env).split('\n');
      return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
    },
    close: () => {
      if (fstatSync(descriptor).size === 0) {
        idle.push(output);
        return;
      }
      stopTrimming();
      closeSync(descriptor);
    },
  };
  return output;
}
