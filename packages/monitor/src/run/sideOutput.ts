import { closeSync } from 'node:fs';

import { keepFileShort, openNameless, OutputTail } from '@owner-report/cli';
import { redact } from '@owner-report/spool';

import type { Command } from './spawnCommand.ts';

const keptBytes = 64 * 1024;

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
  const descriptor = openNameless('ax+');
  const file = keepFileShort(descriptor, keptBytes);
  return {
    streams: { stderr: descriptor },
    readLastLine: () => lastLineOf(file.read().tail.toString('utf8')),
    close: () => {
      file.stop();
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
