import { closeSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keepFileShort, OutputTail } from '@owner-report/cli';
import { randomName, readEnd, redact } from '@owner-report/spool';

import type { Command } from './spawnCommand.ts';

const keptBytes = 64 * 1024;

// A look at the environment for each command is not free.
const directory = tmpdir();

/** What a command prints on stderr, of which only the last line is wanted. */
export interface SideOutput {
  /** How the command is to be run. */
  streams: Pick<Command, 'stderr' | 'onStderr'>;
  /** The last line that is not empty, secrets taken out; '' when there is none. */
  readLastLine: () => string;
  close: () => void;
}

/**
 * A place for that: a file without a name, which costs a tenth of what a pipe and its stream do, else a pipe. One
 * command has it alone: what is left behind by another could still print into it.
 */
export function openSideOutput(): SideOutput {
  try {
    return openFile();
  } catch {
    // No directory for temporary files, or no room.
    return openPipe();
  }
}

function openFile(): SideOutput {
  const path = join(directory, `owner-report-${randomName(12)}`);
  const descriptor = openSync(path, 'ax+', 0o600);
  unlinkSync(path);
  const stopTrimming = keepFileShort(descriptor);
  return {
    streams: { stderr: descriptor },
    readLastLine: () => lastLineOf(readEnd(descriptor, keptBytes).toString('utf8')),
    close: () => {
      stopTrimming();
      closeSync(descriptor);
    },
  };
}

function openPipe(): SideOutput {
  const tail = new OutputTail();
  return { streams: { onStderr: tail.addStream() }, readLastLine: () => lastLineOf(tail.read()), close: () => {} };
}

function lastLineOf(output: string): string {
  const lines = redact(output, process.env).split('\n');
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}
