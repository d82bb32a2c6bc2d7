import { join, resolve } from 'node:path';

import type { QuietHours } from '@owner-report/cli';
import { findUserHome } from '@owner-report/spool';

import type { Kind, Risk } from './entryRules.ts';
import { openclawHome } from './openclawHome.ts';
import { policyDefaults } from './policyDefaults.ts';
import type { DefaultsEntry, JobEntry, PolicyEntry } from './schema.ts';

/** What a job may do and when it speaks; 0 switches an interval off. */
export interface Policy {
  quietHours: QuietHours;
  reportEverySeconds: number;
  stallSeconds: number;
  autoResume: boolean;
  autoResumeBackoffSeconds: number;
  reportWhileRunning: boolean;
  onlyOnChange: boolean;
  /** A scheduled read is told of at its N-th failure in a row. */
  failAfter: number;
  /** Undefined: 30 for status, 300 for run. */
  timeoutSeconds: number | undefined;
}

export type Argv = readonly [string, ...string[]];

type Schedule = { cron: string } | { everySeconds: number };

/** A job to queue when another one ends. */
export interface FollowUp {
  jobId: string;
  when: 'success' | 'failure';
  delaySeconds: number;
}

/** A job, complete: every default filled in. */
export interface Job {
  id: string;
  name: string;
  kind: Kind;
  risk: Risk;
  enabled: boolean;
  /** Absolute. */
  cwd: string;
  commands: { start?: Argv; status?: Argv; stop?: Argv; run?: Argv };
  policy: Policy;
  schedule: Schedule | undefined;
  /** The file itself approves its runs. */
  standingApproval: boolean;
  after: FollowUp[];
}

const builtIn: Policy = { ...policyDefaults, timeoutSeconds: undefined };

/** The policy of a job: its own words over those of `defaults`, over what is built in. */
export function resolvePolicy(defaults: DefaultsEntry, policy: PolicyEntry = {}): Policy {
  return {
    ...builtIn,
    ...withoutUndefined(defaults),
    ...withoutUndefined(policy),
    quietHours: {
      ...builtIn.quietHours,
      ...withoutUndefined(defaults.quietHours),
      ...withoutUndefined(policy.quietHours),
    },
  };
}

/** The job that an entry of the file means. @throws ConfigError when its directory cannot be told */
export function resolveJob(entry: JobEntry, defaults: DefaultsEntry): Job {
  const name = entry.name?.trim();
  return {
    id: entry.id,
    name: name === undefined || name === '' ? entry.id : name,
    kind: entry.kind,
    risk: entry.risk,
    enabled: entry.enabled ?? false,
    cwd: resolveCwd(entry.cwd),
    commands: withoutUndefined(entry.commands),
    policy: resolvePolicy(defaults, entry.policy),
    schedule: typeof entry.schedule === 'string' ? { cron: entry.schedule } : entry.schedule,
    standingApproval: entry.approval?.required === false || entry.approval?.granted === true,
    after: (entry.after ?? []).map(({ jobId, when = 'success', delaySeconds = 0 }) => ({ jobId, when, delaySeconds })),
  };
}

function resolveCwd(cwd: string | undefined): string {
  if (cwd === undefined) return openclawHome();
  if (cwd === '~' || cwd.startsWith('~/')) return join(findUserHome(), cwd.slice(1));
  try {
    return resolve(cwd);
  } catch {
    // The working directory is gone. That is a fault of this job alone, and is told when its command is to start.
    return cwd;
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T | undefined): Given<T> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as Given<T>;
}
