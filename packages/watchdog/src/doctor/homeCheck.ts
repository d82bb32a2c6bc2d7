import { accessSync, constants, statfsSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

import {
  errnoOf,
  type Home,
  lstatIfThere,
  messageOf,
  moveAwayHint,
  quoteWord,
  randomName,
  removeQuietly,
  writeNewFile,
} from '@owner-report/spool';

import { fail, type Finding, joinFindings, ok, warn } from '../finding.ts';

// A report and what an attempt writes beside it.
const wantedBytes = 1024 * 1024;
const probeBytes = 16 * 1024;

/** Types that statfs gives for file systems of the network, or of another system. */
const remoteTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x517b, 'SMB'],
]);

/** Point 11: does the home take files: its places, its rights, its space? */
export function checkWritable(home: Home): Finding {
  if (lstatIfThere(home.dir) === undefined) return ok(`${home.dir} is made with the first report`);
  const findings = [...checkPlaces(home), ...checkSpace(home), ...checkFileSystem(home)];
  return findings.length === 0 ? ok(`${home.dir} takes files, and is one file system`) : joinFindings(findings);
}

function checkPlaces(home: Home): Finding[] {
  const found: Finding[] = [];
  const { dev } = statSync(home.dir);
  for (const dir of [home.dir, home.pending, home.sent, home.held, home.tmp, home.attempts]) {
    const info = statIfThere(dir);
    if (info === undefined) {
      // What is not there is made; a link that leads nowhere is in the way of that.
      if (lstatIfThere(dir)?.isSymbolicLink() === true)
        found.push(fail(`${dir} is a link that leads nowhere`, moveAwayHint(dir)));
      continue;
    }
    if (!info.isDirectory()) {
      found.push(fail(`${dir} is not a directory`, moveAwayHint(dir)));
      continue;
    }
    if (info.dev !== dev)
      found.push(
        fail(
          `${dir} is on another file system than ${home.dir}: no report can be moved between them`,
          `Make it a plain directory of the home. See: df ${quoteWord(dir)} ${quoteWord(home.dir)}`,
        ),
      );
    const denied = findDenied(dir);
    if (denied !== undefined) found.push(fail(denied, `Look at it: ls -ld ${quoteWord(dir)}`));
  }
  return found;
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function findDenied(dir: string): string | undefined {
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

// Only a real write tells of quotas, a disk that went read-only, and the share that is kept for root.
function checkSpace(home: Home): Finding[] {
  const dir = statIfThere(home.tmp)?.isDirectory() === true ? home.tmp : home.dir;
  const probe = join(dir, `.doctor-${randomName(12)}`);
  try {
    writeNewFile(probe, Buffer.alloc(probeBytes));
    removeQuietly(probe);
    return [];
  } catch (error) {
    const full = ['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '') ? 'the disk is full, or its quota: ' : '';
    return [fail(`${full}${messageOf(error)}`, `Make room. See: df ${quoteWord(dir)}; df -i ${quoteWord(dir)}`)];
  }
}

function checkFileSystem(home: Home): Finding[] {
  const { bavail, bsize, files, ffree, type } = statfsSync(home.dir);
  const see = `See: df ${quoteWord(home.dir)}; df -i ${quoteWord(home.dir)}`;
  const found: Finding[] = [];
  if (files > 0 && ffree === 0) found.push(fail('the file system has no inode left', `Remove files. ${see}`));
  if (bavail * bsize < wantedBytes)
    found.push(warn(`only ${Math.floor((bavail * bsize) / 1024)} KiB are free`, `Make room. ${see}`));
  const remote = remoteTypes.get(type);
  if (remote !== undefined)
    found.push(
      warn(`${home.dir} is on ${remote}, where locks and syncs promise less`, 'Choose a home on a local file system.'),
    );
  return found;
}
