import { readFileSync, readlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Kinds of file systems whose server can go away: whoever touches them then stands still. */
const networkKinds = /^(?:nfs4?|cifs|smb3?|smbfs|fuse(?:\.\S*)?|ceph|glusterfs|afs|lustre|9p|autofs)\s/;

/** As many links as the kernel follows. */
const maxLinks = 40;

let mounts: Mount[] | undefined;

// Jobs often name the same programs and directories.
const placesByPath = new Map<string, string | undefined>();

/**
 * Whether a path leads to a file system that may not answer. That one is not touched: it could already take for ever.
 * Always false where the system has no list of mounts, and for a path that is not absolute.
 */
export function isOnNetworkMount(path: string): boolean {
  return followToNetworkMount(path) !== undefined;
}

/** Where the links of a path lead on a file system that may not answer; undefined when they lead to no such one. */
export function followToNetworkMount(path: string): string | undefined {
  mounts ??= readMounts();
  if (!isAbsolute(path) || !mounts.some(({ isNetwork }) => isNetwork)) return undefined;
  if (!placesByPath.has(path)) placesByPath.set(path, follow(path, mounts));
  return placesByPath.get(path);
}

function follow(path: string, all: readonly Mount[]): string | undefined {
  const rest = namesOf(path);
  let place = '/';
  for (let links = 0; links <= maxLinks; ) {
    const name = rest.shift();
    if (name === undefined) return undefined;
    const next = join(place, name);
    if (isNetworkPlace(next, all)) return join(next, ...rest);
    const target = readLink(next);
    if (target === undefined) place = next;
    else {
      links += 1;
      rest.unshift(...namesOf(target));
      if (isAbsolute(target)) place = '/';
    }
  }
  return undefined;
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

interface Mount {
  point: string;
  isNetwork: boolean;
}

// The longest one counts; of two at the same point the later one.
function isNetworkPlace(path: string, all: readonly Mount[]): boolean {
  let found: Mount | undefined;
  for (const mount of all) {
    const isAbove = path === mount.point || path.startsWith(`${mount.point}/`);
    if (isAbove && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found?.isNetwork === true;
}

// Lines as of `man 5 proc_pid_mountinfo`. The root is left out: where that does not answer, nothing does.
function readMounts(): Mount[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return lines.flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const point = before
        .split(' ')[4]
        ?.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8)));
      return point === undefined || point === '/' ? [] : [{ point, isNetwork: networkKinds.test(after) }];
    });
  } catch {
    return [];
  }
}
