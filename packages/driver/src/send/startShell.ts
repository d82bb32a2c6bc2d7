import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

import { messageOf, otherOwnerOf } from '@owner-report/spool';

import type { AttemptFiles } from '../attempt/attemptFiles.ts';
import { pathWithNode } from './commandsPath.ts';
import { tokenVariable } from './isAttemptRunning.ts';
import { senderScript } from './senderScript.ts';

/** One run of the send command. */
export interface SendCommand {
  command: string;
  token: string;
  /** Path of the fence. */
  fence: string;
  files: AttemptFiles;
  variables: Record<string, string>;
  timeoutMs: number;
}

/** How the shell ended. */
export interface Exit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** A shell that is there and waits for its go. */
export interface Shell {
  reason?: undefined;
  pid: number;
  exit: Promise<Exit>;
  /**
   * One line in it lets the send command go, and is what the claim says of the attempt; its end without one, also by
   * our death, ends the shell.
   */
  gate: Writable;
  /** Waits for its end no more, nor keeps this process for it. */
  abandon: () => void;
}

function ownerOf({ run }: AttemptFiles): string {
  const owner = otherOwnerOf(dirname(run));
  return owner === undefined ? '' : `${owner.uid}:${owner.gid}`;
}

/**
 * Starts the shell that waits to be let go, or tells why there is none. Not by execa: its streams and its clean-up are
 * not for a process that writes into files and outlives us, and they cost as much time as the process itself.
 */
export async function startShell(order: SendCommand): Promise<Shell | { reason: string }> {
  const { token, files, fence, command, variables } = order;
  const { spawn } = await import('node:child_process');
  const args = [token, files.run, fence, files.message, files.output, files.result, command, ownerOf(files)];
  const umask = process.umask().toString(8).padStart(4, '0');
  const PATH = pathWithNode(process.env['PATH']);
  const env = { ...process.env, PATH, ...variables, [tokenVariable]: token, OWNER_REPORT_UMASK: umask };
  return new Promise((started) => {
    const fail = (error: unknown) => started({ reason: messageOf(error) });
    try {
      const shell = spawn('/bin/sh', ['-c', senderScript, 'owner-report-sender', ...args], {
        env,
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        detached: true,
      });
      const exit = new Promise<Exit>((ended) => {
        shell.once('exit', (exitCode, signal) => ended({ exitCode, signal }));
      });
      shell.once('error', fail);
      if (shell.pid === undefined) return;
      const gate = shell.stdio[3] as Writable;
      // EPIPE: it died at the gate; its exit says so.
      gate.on('error', () => {});
      const abandon = () => {
        gate.destroy();
        shell.unref();
      };
      started({ pid: shell.pid, exit, gate, abandon });
    } catch (error) {
      // What no program can be started with (a NUL) is told at once, not by an event.
      fail(error);
    }
  });
}
