import { holdHint, placeOfLane, sendNowHint, type Settings } from '@owner-report/cli';
import { assertSentWritable, composeMessage, isSent, readAttemptRecord } from '@owner-report/driver';
import {
  countOf,
  findLostWords,
  type Entry,
  formatDuration,
  type Home,
  InvalidReportError,
  type Listing,
  listSome,
  lstatIfThere,
  messageOf,
  readReport,
  toPrintableLine,
} from '@owner-report/spool';

import { fail, type Finding, fixOf, joinFindings, ok, warn } from '../finding.ts';
import type { wayOf } from './scene.ts';
import { checkHomeTrust } from './trustChecks.ts';

// A queue that is drained each minute has no older head.
const lateAfterMs = 15 * 60_000;

/** Point 1: is there anything to send, and can it move on from there? */
export async function checkPending(home: Home, pending: Listing): Promise<Finding> {
  const count = `${pending.total} in ${home.pending}`;
  const dir = lstatIfThere(home.dir);
  if (dir === undefined)
    return warn(`no home at ${home.dir} yet`, 'Enqueue a first report, or choose the right home with --home.');
  const findings = [
    pending.total === 0
      ? ok(`nothing is pending in ${home.pending}: all is sent, or nothing was produced`)
      : checkSentWritable(home, count),
  ];
  findings.push(...(await checkHomeTrust(home)));
  if (pending.foreign.length > 0) {
    const names = listSome(pending.foreign.map(toPrintableLine));
    findings.push(warn(`not reports, passed over: ${names}`, `Remove them from ${home.pending}.`));
  }
  return joinFindings(findings);
}

function checkSentWritable(home: Home, count: string): Finding {
  try {
    assertSentWritable(home);
    return ok(count);
  } catch (error) {
    return fail(`${count}; ${messageOf(error)}`, fixOf(error));
  }
}

/** Point 2: can the head be read, and sent? @param heads one of each lane */
export function checkHeads(home: Home, heads: readonly Entry[]): Finding {
  return heads.length === 0
    ? ok('no head: nothing is pending')
    : joinFindings(heads.map((head) => checkHead(home, head)));
}

function checkHead(home: Home, head: Entry): Finding {
  try {
    const stored = readReport(head.path);
    // One that is there already goes from pending/ as done; another one under its id is a fault.
    isSent(home, stored);
    const lost = findLostWords(stored.bytes);
    return lost.length === 0
      ? ok(head.path)
      : warn(`${head.path}: ${lost.join('; ')}`, 'Mend the file before it is sent.');
  } catch (error) {
    if (!(error instanceof InvalidReportError)) return fail(messageOf(error), fixOf(error));
    return fail(messageOf(error), `Mend it, or set it aside: ${holdHint(home, head.id, 'invalid')}`);
  }
}

/** Point 3: would the driver know what to do with the head? @param way by which it would go, as `wayOf` tells */
export function checkDryRun(head: Entry | undefined, way: ReturnType<typeof wayOf>): Finding {
  if (way === undefined)
    return ok('no head that tells its lane: the last point judges the send commands of the routes');
  if (way instanceof Error) return fail(messageOf(way), fixOf(way));
  const { settings, lane } = way;
  if (settings.sendCommand === undefined) return noCommand(lane);
  if (head === undefined) return ok(`send command: ${settings.sendCommand}`);
  try {
    const { report } = readReport(head.path);
    return ok(`${composeMessage(report, settings).length} characters for: ${settings.sendCommand}`);
  } catch (error) {
    return fail(messageOf(error), fixOf(error));
  }
}

function noCommand(lane: string | undefined): Finding {
  if (lane !== undefined)
    return fail(
      'no send command for the lane of the head',
      `Set "via" or "sendCommand" ${placeOfLane(lane)} of config.json.`,
    );
  return fail(
    'no send command is configured here',
    'Set sendCommand in config.json, or OWNER_REPORT_SEND_CMD in the crontab; scripts/run_owner_report_watchdog.sh has a default.',
  );
}

/** Point 4: which report is next? */
export function checkNext(next: readonly Entry[]): Finding {
  const names = next.map((entry) => entry.id);
  return ok(names.length === 0 ? 'none' : names.join(', then '));
}

/** What a hint to send a report needs to know. */
interface ToSend {
  settings: Settings;
  /** Of the schedule entry, for its send command. */
  variables: NodeJS.ProcessEnv | undefined;
  route?: string;
}

/** Is a backlog stuck behind its head, since when, why? */
export function checkStuck(
  home: Home,
  { head, behind }: { head: Entry | undefined; behind: number },
  nowMs: number,
  { settings, variables, route }: ToSend,
): Finding {
  if (head === undefined) return ok('no backlog');
  const record = readAttemptRecord(home, head.id);
  const age = nowMs - head.queueTimeMs;
  const story = `${head.id} waits since ${formatDuration(age)}, ${behind} behind it`;
  if (record.lastError !== undefined) {
    const when = record.retryAt === undefined ? '' : `, not before ${record.retryAt}`;
    return fail(
      `${story}; ${countOf(record.attempts, 'attempt')}, the last (${record.lastAt ?? 'at an unknown time'}): ${record.lastError}${when}`,
      `Mend the cause. Then, ${sendNowHint(home, head.id, settings, variables, route)}\nOr set it aside: ${holdHint(home, head.id, 'set aside')}`,
    );
  }
  if (age > lateAfterMs)
    return fail(`${story}; it was never tried`, 'No pass runs, or none gets that far: see points 3, 5 and 6.');
  return ok(story);
}
