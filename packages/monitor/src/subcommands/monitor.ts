import { resolve } from 'node:path';

import { type Invocation, type Talk, toCount } from '@owner-report/cli';
import { followLink, type Home, NotFoundError, UsageError } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { MonitorFiles } from '../config/monitorHint.ts';
import { formatProblem } from '../config/problem.ts';
import { type Jobs, readJobs } from '../config/readJobs.ts';
import { defaultFile } from '../config/standardFiles.ts';
import { suggest } from '../config/suggest.ts';
import type { State } from '../state/state.ts';
import { StateFile } from '../state/stateFile.ts';

/** What every command of the monitor works with. */
export interface Monitor {
  configPath: string;
  files: MonitorFiles;
  stateFile: StateFile;
  home: Home;
  talk: Talk;
  now: Date;
}

/**
 * The monitor that an invocation speaks of. Touches nothing.
 * @throws UsageError for a path that no shell has expanded, or for one file as config and state
 */
export function openMonitor(invocation: Invocation): Monitor {
  const { home, talk, path } = invocation;
  const configPath = configPathOf(invocation);
  const statePath = path('state-file') ?? defaultFile('state');
  const stateFile = new StateFile(statePath);
  const files = { config: resolve(configPath), state: resolve(statePath), home: home.dir };
  // A state would take the place of the jobs.
  if (followLink(files.config) === stateFile.path) {
    throw new UsageError(`expected one file for the jobs and another for the state, got ${files.state} for both`, {
      remedy: 'Look at --config-file and --state-file, or at OWNER_REPORT_CONFIG_FILE and OWNER_REPORT_STATE_FILE.',
    });
  }
  return {
    configPath,
    files,
    stateFile,
    home,
    talk,
    now: new Date(),
  };
}

/** Path of the file with the jobs. @throws UsageError, and ConfigError when its default place cannot be told */
export function configPathOf({ path }: Invocation): string {
  return path('config-file') ?? defaultFile('config');
}

/** Says what is odd about the config and not wrong. */
export function tellWarnings({ talk }: Monitor, jobs: Jobs): void {
  for (const warning of jobs.findWarnings()) talk.warn(`${jobs.path}: ${formatProblem(warning)}`);
}

/** The state as it stands, for a command that only shows it; says what is wrong with its file. */
export function showState({ stateFile, talk }: Monitor): State {
  const { state, corrupt, warning } = stateFile.read();
  if (corrupt !== undefined) talk.warn(`${stateFile.path}: ${corrupt}; the next tick sets it aside`);
  if (warning !== undefined) talk.warn(warning);
  return state;
}

/** What a command on one job works with. */
export interface JobMonitor extends Monitor {
  jobs: Jobs;
  job: Job;
}

/**
 * The monitor and the job that a command was given; says what is odd about the config.
 * @param kinds what the command is for
 * @throws ConfigError, UsageError for another kind, NotFoundError when there is no such job, or its entry cannot be
 * used
 */
export function openJob(invocation: Invocation, command: string, kinds: readonly Job['kind'][]): JobMonitor {
  const monitor = openMonitor(invocation);
  const jobs = readJobs(monitor.configPath);
  tellWarnings(monitor, jobs);
  const job = requireJob(jobs, invocation);
  requireKind(job, command, kinds);
  return { ...monitor, jobs, job };
}

function requireJob(jobs: Jobs, invocation: Invocation): Job {
  const id = invocation.text('job') ?? '';
  const job = jobs.jobs.get(id);
  if (job !== undefined) return job;
  const fault = jobs.faults.find((one) => one.id === id);
  if (fault !== undefined) {
    throw new NotFoundError(`${jobs.path}: ${fault.problems.map(formatProblem).join('; ')}`, {
      remedy: `Job ${JSON.stringify(id)} cannot be used before this is mended.`,
    });
  }
  const known = [...jobs.jobs.keys()];
  throw new NotFoundError(`${jobs.path}: expected a job ${JSON.stringify(id)}, found none${suggest(id, known)}`, {
    remedy: known.length === 0 ? 'It has no jobs.' : `It has: ${known.join(', ')}`,
  });
}

/**
 * How long a command may take, in seconds, as it was asked for; undefined when it was not.
 * @throws UsageError
 */
export function readTimeoutSeconds({ text }: Invocation): number | undefined {
  const seconds = toCount(text('timeout-seconds'), '--timeout-seconds', 1);
  if (seconds === undefined || seconds <= 86_400) return seconds;
  throw new UsageError(`--timeout-seconds: expected at most 86400 (a day), got ${seconds}`);
}

function requireKind(job: Job, command: string, kinds: readonly Job['kind'][]): void {
  if (kinds.includes(job.kind)) return;
  throw new UsageError(`${command} ${job.id}: expected a job of kind ${kinds.join(' or ')}, got ${job.kind}`, {
    remedy: job.kind === 'long_running_read' ? 'Use start and stop.' : 'Use run.',
  });
}
