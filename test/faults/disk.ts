import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { root, until } from '../harness.ts';

const source = join(root, 'test/faults/preload/cutPower.c');

/** An ext4 file system of its own, in a file on a loop device, whose power can be cut. */
export class Disk {
  readonly mountPoint: string;
  readonly #base: string;
  readonly #cutter: string;
  #isMounted = false;

  private constructor(base: string) {
    this.#base = base;
    this.#cutter = join(base, 'cut-power');
    this.mountPoint = join(base, 'disk');
  }

  /** Makes and mounts a disk. Returns why that cannot be done here, as text, where it cannot. */
  static make(): Disk | string {
    const disk = new Disk(mkdtempSync(join(tmpdir(), 'owner-report-disk-')));
    try {
      execFileSync('cc', ['-o', disk.#cutter, source], { stdio: 'pipe' });
      execFileSync('truncate', ['-s', '64M', disk.#image], { stdio: 'pipe' });
      execFileSync('mkfs.ext4', ['-q', '-F', disk.#image], { stdio: 'pipe' });
      mkdirSync(disk.mountPoint);
      disk.#mount();
      return disk;
    } catch (error) {
      disk.remove();
      const stderr = String((error as { stderr?: Buffer }).stderr ?? '').trim();
      return `an ext4 image cannot be made and mounted here: ${stderr || String(error)}`;
    }
  }

  /** Writes all that was written so far down to the disk: the ground on which a round stands. */
  async settle(): Promise<void> {
    await execa('sync', ['-f', this.mountPoint]);
  }

  /** Cuts the power. Whoever has files open there is to be ended before it comes back. */
  async cutPower(): Promise<void> {
    await execa(this.#cutter, [this.mountPoint]);
  }

  /** Lets the power come back: the journal is replayed as after a restart. */
  async restore(): Promise<void> {
    await until('the disk to be free', async () => {
      await this.#endUsers();
      return this.#unmount();
    });
    await until('the power', () => this.#remount());
  }

  // While another mount namespace of the machine still holds the old mount, a new one is the same dead file system.
  #remount(): boolean {
    this.#mount();
    try {
      mkdirSync(join(this.mountPoint, 'probe'));
      rmdirSync(join(this.mountPoint, 'probe'));
      return true;
    } catch {
      this.#unmount();
      return false;
    }
  }

  // Nobody but our own commands has files open on this disk; a power cut ends them all.
  async #endUsers(): Promise<void> {
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
      for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
        const path = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
        if (path.startsWith(`${this.mountPoint}/`)) await execa('kill', ['-KILL', pid], { reject: false });
      }
    }
  }

  /** Takes the disk away with all that is on it. */
  remove(): void {
    if (this.#isMounted && !this.#unmount()) execFileSync('umount', ['-l', this.mountPoint]);
    rmSync(this.#base, { recursive: true, force: true });
  }

  get #image(): string {
    return join(this.#base, 'image');
  }

  #mount(): void {
    // The loop device is given back when it is unmounted. What is not synced is written in 100 s: not by itself.
    execFileSync('mount', ['-o', 'loop,commit=100', this.#image, this.mountPoint], { stdio: 'pipe' });
    this.#isMounted = true;
  }

  #unmount(): boolean {
    try {
      execFileSync('umount', [this.mountPoint], { stdio: 'pipe' });
      this.#isMounted = false;
      return true;
    } catch {
      return false;
    }
  }
}
