import { symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, hostname } from 'node:os';
import { join } from 'node:path';

import { childDirectory, formatFlags, relayVariables, type Settings } from '@owner-report/cli';
import {
  enqueue,
  ensureHome,
  findUserHome,
  generateReportId,
  type Home,
  lstatIfThere,
  resolveHome,
} from '@owner-report/spool';

import { fail, type Finding, joinFindings, ok, warn } from '../finding.ts';
import { findDistrust } from './distrust.ts';
import { lanesInUse } from './lanesInUse.ts';
import type { Scene } from './scene.ts';
import { namedFiles } from './trustChecks.ts';

/** How a schedule runs the watchdog. */
interface ScheduledRun {
  wrapper: string | undefined;
  environment: NodeJS.ProcessEnv;
}

/** How the test is asked for. */
interface TestOrder {
  /** The home that doctor looks at; its queue is left alone. */
  home: Home;
  asked: boolean;
  now: Date;
  /** How it is scheduled, so that it is tried in the same way; undefined to try it as it is here. */
  run: ScheduledRun | undefined;
  /** What to type to have it tried again. */
  again: string;
}

/**
 * Point 8: does the send command work, or, where there are routes, that of each lane that has one? Only a real message
 * tells, so it is sent only when asked for.
 */
export async function checkSends(
  { sending, settings }: Pick<Scene, 'sending' | 'settings'>,
  order: TestOrder,
): Promise<Finding> {
  const hasLanes = !(sending instanceof Error) && sending.routes.length > 0;
  if (!order.asked || !hasLanes) return await checkSend(settings, order);
  const findings: Finding[] = [];
  for (const lane of lanesInUse(sending)) {
    if (lane.settings.sendCommand === undefined) continue;
    const finding = await checkSend(lane.settings, order);
    findings.push({ ...finding, found: `route ${lane.name}: ${finding.found}` });
  }
  return findings.length > 0 ? joinFindings(findings) : fail('there is no send command to try', 'See point 13.');
}

async function checkSend(
  settings: Settings | Error,
  { home: real, asked, now, run, again }: TestOrder,
): Promise<Finding> {
  if (!asked) return warn('not tried', `Send a real test message: ${again}`);
  if (settings instanceof Error || settings.sendCommand === undefined)
    return fail('there is no send command to try', 'See point 3.');
  const distrusted = [
    run?.wrapper,
    ...namedFiles(settings.sendCommand, run?.environment['HOME'] ?? findUserHome()),
  ].flatMap((path) => (path === undefined ? undefined : findDistrust(path)) ?? []);
  if (distrusted.length > 0)
    return fail(`not run: ${distrusted.join('; ')}`, 'Use a program that only this user, or root, can change.');
  // A home of its own: the queue and its order are not touched.
  const dir = await mkdtemp(join(tmpdir(), 'owner-report-send-test-'));
  try {
    const home = resolveHome(dir);
    lendSecrets(real, home);
    enqueueTest(home, now);
    const failure = await tryPass(home, settings, settings.sendCommand, run, {
      ...findOutbox(real),
      // What is in the config.json of the real home, and no flag of a pass.
      ...relayVariables(settings),
    });
    if (failure === undefined) return ok('the send command succeeded; look whether the message has arrived');
    return fail(tellUnkept(failure), `Mend what it names, then try again: ${again}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

// The pass tells of a queue; that of the test is gone in a moment.
function tellUnkept(failure: string): string {
  const told = failure.replace(
    /(?:; it stays in pending\/ and is (?:tried again|not tried before [\w:.-]+)|; it stays in pending\/, and no pass .*|, tried again after [\w:.-]+)/g,
    '',
  );
  return `${told}; the test report is not kept, and not tried again`;
}

function enqueueTest(home: Home, now: Date): void {
  ensureHome(home);
  enqueue(home, {
    report_id: generateReportId('doctor', 'send-test', now),
    created_at: now.toISOString(),
    team: 'owner-report',
    worker: hostname(),
    task_id: 'send-test',
    progress: '',
    status: 'normal',
    source: 'doctor',
    done: 'test message',
    next: '',
    extra: {},
    body: `owner-report test message from ${hostname()}. If you can read this, the send command works.\n`,
  });
}

// A channel finds its settings in the home that it sends from.
function lendSecrets(real: Home, home: Home): void {
  if (lstatIfThere(real.secrets) !== undefined) symlinkSync(real.secrets, home.secrets);
}

// owner-report-send file writes beside the queue unless it is told where: the home of the test is gone in a moment.
function findOutbox(real: Home): NodeJS.ProcessEnv {
  if (lstatIfThere(real.dir) === undefined) return {};
  return { OWNER_REPORT_OUTBOX: join(real.dir, 'outbox.txt') };
}

/** Runs one pass over `home` as the schedule would; undefined when it sent, else what went wrong. */
async function tryPass(
  home: Home,
  settings: Settings,
  sendCommand: string,
  run: ScheduledRun | undefined,
  defaults: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [program, ...words] = run?.wrapper === undefined ? [process.execPath, String(process.argv[1])] : [run.wrapper];
  // With --follow it would never end.
  const { OWNER_REPORT_FOLLOW: _follow, ...environment } = run?.environment ?? process.env;
  const args = [`--home=${home.dir}`, '--json', '--quiet', ...formatFlags({ ...settings, sendCommand, holdAfter: 0 })];
  const result = await (
    await import('execa')
  ).execa(program, [...words, ...args], {
    reject: false,
    extendEnv: false,
    env: { ...defaults, ...environment },
    stdin: 'ignore',
    cwd: run === undefined ? childDirectory() : (environment['HOME'] ?? '/'),
  });
  const delivery = result.stdout.split('\n').find((line) => line.includes('"event":"delivery"'));
  if (result.exitCode === 0 && delivery !== undefined) return undefined;
  const said = result.stderr.trim().slice(-600) || result.shortMessage || 'it said nothing';
  return delivery === undefined ? `nothing was sent: ${said}` : said;
}
