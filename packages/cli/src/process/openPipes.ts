import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A pipe of which a command gets one end. */
export interface Pipe {
  /** Our end. */
  reader: Readable;
  /** Descriptor of the command's end; to be closed once the command has it. */
  writer: number;
}

/**
 * Two pipes for a command's stdout and stderr. What node makes for a child is a pair of sockets, and those cannot be opened
 * by name: `echo failed > /dev/stderr` fails in such a command. So these are made as FIFOs and lose their names at once.
 * Undefined where that does not work, such as without a directory for temporary files.
 * @param onOpen told the names, while they are there
 */
export async function openPipes(onOpen?: (paths: [string, string]) => void): Promise<[Pipe, Pipe] | undefined> {
  const [{ spawnSync }, { Socket }] = await Promise.all([import('node:child_process'), import('node:net')]);
  let directory: string | undefined;
  const open: number[] = [];
  try {
    directory = mkdtempSync(join(tmpdir(), 'owner-report-pipes-'));
    const [out, err] = [join(directory, 'out'), join(directory, 'err')];
    if (spawnSync('mkfifo', ['-m', '600', out, err], { stdio: 'ignore', cwd: '/' }).status !== 0) return undefined;
    // For reading first: to open a FIFO for writing waits for a reader.
    for (const path of [out, err]) open.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
    for (const path of [out, err]) open.push(openSync(path, constants.O_WRONLY));
    onOpen?.([out, err]);
    const [outReader, errReader, outWriter, errWriter] = open as [number, number, number, number];
    const read = (fd: number) => new Socket({ fd, readable: true, writable: false });
    return [
      { reader: read(outReader), writer: outWriter },
      { reader: read(errReader), writer: errWriter },
    ];
  } catch {
    for (const descriptor of open) closeSync(descriptor);
    return undefined;
  } finally {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  }
}
