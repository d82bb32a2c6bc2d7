import { closeSync, constants, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import {
  formatDuration,
  type Home,
  messageOf,
  quoteWord,
  readEnd,
  redact,
  searchDeliveries,
} from '@owner-report/spool';

import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { untold } from '../entry/shellLine.ts';
import { fail, type Finding, ok, warn } from '../finding.ts';

const logTailBytes = 64 * 1024;
// The lines of a pass that went well, with --json and without.
const successLine = /^(?:sent|done) |"outcome":"(?:sent|already-sent)"|"event":"pass".*"exit_code":0\b/;
const errorLine = /\b(?:error|failed|unknown|cannot|not found|no send command|expected|a bug)\b/i;
// A pass each minute would have said it again.
const recentMs = 15 * 60_000;

/** Point 6: what does the log say that a scheduled run writes? */
export function checkLog(entry: ScheduleEntry | undefined, home: Home, isPending: boolean, nowMs: number): Finding {
  if (entry === undefined) return ok('no entry that would write one');
  const path = findLog(entry);
  if (path === undefined && entry.log !== undefined && 'command' in entry.log) return ok(`see: ${entry.log.command}`);
  if (path === undefined && entry.output === 'program') return ok('the line hands its output to a program');
  if (path === undefined)
    return warn(
      'no log: no schedule entry appends to a file with >>',
      'End the crontab line with: >> "$HOME/owner-report.log" 2>&1',
    );
  try {
    return judgeLog(path, home, isPending, nowMs);
  } catch (error) {
    return warn(`${path}: ${messageOf(error)}`, 'If cron has run already, check that its user may write there.');
  }
}

function judgeLog(path: string, home: Home, isPending: boolean, nowMs: number): Finding {
  const { text, mtimeMs } = readLogEnd(path);
  // A success after an error means that it is over.
  const last = text
    .trimEnd()
    .split('\n')
    .slice(-20)
    .findLast((line) => errorLine.test(line) || successLine.test(line));
  if (last === undefined || successLine.test(last)) return ok(`${path}: no errors at its end`);
  // So does one that the log does not tell of: --quiet says nothing of it, and a send by hand prints elsewhere.
  const success = searchDeliveries(home)(({ event }) => event === 'sent');
  const since = `the last error is ${formatDuration(nowMs - mtimeMs)} old`;
  if (success !== undefined && Date.parse(success.at) >= mtimeMs)
    return ok(`${path}: ${since}, and a report was sent since`);
  if (!isPending && nowMs - mtimeMs > recentMs) return ok(`${path}: ${since}, and nothing is pending`);
  return fail(`${path}: ${redact(last.slice(0, 300), process.env)}`, `See: tail -n 20 ${quoteWord(path)}`);
}

function findLog(entry: ScheduleEntry): string | undefined {
  const isFile = entry.output !== undefined && entry.output !== 'program' && !entry.output.startsWith('/dev/');
  const path = isFile
    ? resolve(entry.cwd, entry.output as string)
    : entry.log !== undefined && 'path' in entry.log
      ? entry.log.path
      : undefined;
  return path?.includes(untold) === true ? findNewest(path) : path;
}

// `log-$(date +\%F).log`: the newest file of such a name; without one, the pattern.
function findNewest(path: string): string {
  const parts = basename(path)
    .split(untold)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  const dir = dirname(path);
  try {
    const files = readdirSync(dir).filter((name) => pattern.test(name));
    const times = files.map((name) => ({ file: join(dir, name), mtimeMs: statSync(join(dir, name)).mtimeMs }));
    return times.sort((a, b) => b.mtimeMs - a.mtimeMs)[0]?.file ?? path.replaceAll(untold, '*');
  } catch {
    return path.replaceAll(untold, '*');
  }
}

function readLogEnd(path: string): { text: string; mtimeMs: number } {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const info = fstatSync(descriptor);
    const text = info.isFile() ? readEnd(descriptor, logTailBytes).toString('utf8') : '';
    return { text, mtimeMs: info.mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}
