import { readFileSync } from 'node:fs';

/** Kinds of file systems whose server can go away: whoever touches them then stands still. */
const networkKinds = /^(?:nfs|cifs|smb|fuse|ceph|glusterfs|afs|lustre|9p)/;

let mounts: { point: string; isNetwork: boolean }[] | undefined;

/**
 * Whether a path lies on a file system that may not answer, as far as its text tells. It is not touched: that could
 * already take for ever. Always false where the system has no list of mounts.
 */
export function isOnNetworkMount(path: string): boolean {
  mounts ??= readMounts();
  // The longest one counts; of two at the same point the later one.
  let found: { point: string; isNetwork: boolean } | undefined;
  for (const mount of mounts) {
    const isAbove = path === mount.point || path.startsWith(`${mount.point}/`);
    if (isAbove && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found?.isNetwork === true;
}

// Lines as of `man 5 proc_pid_mountinfo`. The root is left out: where that does not answer, nothing does.
function readMounts(): { point: string; isNetwork: boolean }[] {
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
