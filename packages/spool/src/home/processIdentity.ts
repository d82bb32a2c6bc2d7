import { readFileSync, readlinkSync } from 'node:fs';

import { errnoOf } from '../errors.ts';
import { readProcessStat } from './processTable.ts';

// Only where there is no /proc.
async function run(command: string, args: string[]): Promise<{ stdout: string }> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  return promisify(execFile)(command, args);
}

let bootId: Promise<string> | undefined;

/**
 * Identity of this boot of the machine: another value means that every process of an older record is gone. A process
 * never sees another one.
 */
export async function readBootId(): Promise<string> {
  bootId ??= findBootId();
  try {
    return await bootId;
  } catch {
    // Not for ever: it may have been no more than a program that could not be started.
    bootId = undefined;
    return 'unknown';
  }
}

async function findBootId(): Promise<string> {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // macOS. Not the time of the boot, which changes when the clock is set.
    const { stdout } = await run('sysctl', ['-n', 'kern.bootsessionuuid']);
    return stdout.trim();
  }
}

let pidNamespace: string | undefined;

/**
 * Identity of the PID namespace of this process: in another one (a container) the same pid is another process. Empty
 * where there is no such thing. A process never changes its own.
 */
export function readPidNamespace(): string {
  pidNamespace ??= readLink('/proc/self/ns/pid');
  return pidNamespace;
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/**
 * Whether pids of that namespace mean here what they mean there; undefined is one of a version that did not note it.
 * False, too, where `/proc` shows another namespace than that of this process.
 */
export function isPidNamespaceOurs(namespace: string | undefined): boolean {
  if (namespace === undefined || namespace === '') return true;
  return namespace === readPidNamespace() && readLink('/proc/self') === String(process.pid);
}

/** A process that is there: when it started, in the kernel's own unit, and whether a signal has stopped it. */
interface ProcessFacts {
  startTime: string;
  isSuspended: boolean;
}

/**
 * What is known of a process, or undefined when there is none. pid and start time together are an identity; a pid alone
 * is given away again.
 */
async function readProcess(pid: number): Promise<ProcessFacts | undefined> {
  try {
    // By this name also where /proc shows another PID namespace.
    const { state, startTime } = readProcessStat(pid === process.pid ? 'self' : pid);
    // What is left of a dead one until somebody looks at its exit code.
    if (state === 'Z' || state === 'X') return undefined;
    return { startTime, isSuspended: state === 'T' || state === 't' };
  } catch (error) {
    if (process.platform === 'linux' || errnoOf(error) === 'ESRCH') return undefined;
    const { stdout } = await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    const [, state = '', startTime] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
    return startTime === undefined ? undefined : { startTime, isSuspended: state.startsWith('T') };
  }
}

/** A boot of a machine and a PID namespace of it: where a pid means what it meant when it was put on record. */
interface Machine {
  bootId: string;
  /** Not there in the record of an earlier version. */
  pidNamespace?: string | undefined;
}

/** A process on record. Its pid alone may be that of another one by now. */
export interface ProcessRecord extends Machine {
  pid: number;
  /** In the kernel's own unit; empty where it could not be told. */
  startTime: string;
  /** ISO 8601. Where it cannot be seen, it is taken to be there until then. */
  until?: string | undefined;
}

/** The machine that this process is on, for a record. */
export async function thisMachine(): Promise<Required<Machine>> {
  return { bootId: await readBootId(), pidNamespace: readPidNamespace() };
}

/** The record of a process, undefined when there is none of that pid. */
export async function recordOf(pid: number): Promise<ProcessRecord | undefined> {
  const found = await readProcess(pid);
  return found && { pid, startTime: found.startTime, ...(await thisMachine()) };
}

/** The record of this process. */
export async function recordOfThisProcess(): Promise<ProcessRecord> {
  return (await recordOf(process.pid)) ?? { pid: process.pid, startTime: '', ...(await thisMachine()) };
}

/**
 * What can be told from here of a process on record, if that is one of this host.
 * - `unseen`: it is in another PID namespace, so its pid means nothing here.
 */
export type ProcessState = 'alive' | 'suspended' | 'dead' | 'unseen';

/** Whether a process on record is still there. */
export async function readProcessState(record: ProcessRecord): Promise<ProcessState> {
  if (record.bootId !== (await readBootId())) return 'dead';
  if (!isPidNamespaceOurs(record.pidNamespace)) return 'unseen';
  const found = await readProcess(record.pid);
  if (found?.startTime !== record.startTime) return 'dead';
  return found.isSuspended ? 'suspended' : 'alive';
}
