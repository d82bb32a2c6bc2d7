import type { Invocation } from '@owner-report/cli';
import { MissingProgramError, UsageError } from '@owner-report/spool';

import { findProgram } from '../doctor/findProgram.ts';
import type { FoundPiece, Scheduler } from '../install/scheduler.ts';
import { findInstalled, schedulers } from '../install/schedulers.ts';

/** The schedulers that a command line names. @throws UsageError for more than one */
function namedScheduler({ flag }: Pick<Invocation, 'flag'>): Scheduler | undefined {
  const named = schedulers.filter(({ name }) => flag(name));
  if (named.length < 2) return named[0];
  throw new UsageError(`expected one scheduler, got ${named.map(({ name }) => `--${name}`).join(' and ')}`, {
    remedy: 'One is enough: leave the others out.',
  });
}

/**
 * The scheduler that is to start this home: the one that is named, else the one that `install` has told already, else what
 * people expect on this machine: launchd on macOS, cron where there is a crontab command, systemd.
 * @throws UsageError, MissingProgramError where there is none
 */
export async function chooseScheduler(invocation: Invocation): Promise<Scheduler> {
  const named = namedScheduler(invocation);
  if (named !== undefined) return named;
  const there = findThere();
  for (const scheduler of there) if ((await findInstalled(scheduler, invocation.home)).length > 0) return scheduler;
  const usual = process.platform === 'darwin' ? there.find(({ name }) => name === 'launchd') : undefined;
  const chosen = usual ?? there[0];
  if (chosen !== undefined) return chosen;
  throw new MissingProgramError('expected a scheduler, found neither crontab nor systemctl nor launchctl on PATH', {
    remedy: 'Install cron, or start "owner-report-watchdog --follow" in whatever way this machine starts things.',
  });
}

/** Those that a command that takes away has to look at. @throws UsageError */
export async function findUsed(invocation: Invocation): Promise<{ scheduler: Scheduler; found: FoundPiece[] }[]> {
  const { home } = invocation;
  const named = namedScheduler(invocation);
  const looked = named === undefined ? findThere() : [named];
  const all = await Promise.all(
    looked.map(async (scheduler) => ({ scheduler, found: await findInstalled(scheduler, home) })),
  );
  return all.filter(({ found }) => found.length > 0);
}

function findThere(): Scheduler[] {
  const path = process.env['PATH'] ?? '';
  return schedulers.filter(({ program }) => findProgram(program, path, '/') !== undefined);
}
