import { formatDuration, type JobStanding, type LastTick } from '@owner-report/spool';

import { type Markup, markup } from './markup.ts';
import { ago, cards, command, facts, words } from './parts.ts';

const tones: Readonly<Record<JobStanding['state'], string>> = {
  running: 'busy',
  completed: 'ok',
  passed: 'ok',
  paused: 'alert',
  stalled: 'alert',
  alert: 'alert',
  unknown: 'alert',
  failed: 'alert',
  invalid: 'alert',
  blocked: 'attention',
  unseen: 'soft',
  disabled: 'soft',
};

/** When the last tick ended, and each job as it stood then, with its progress and how long that stands still. */
export function jobsPart(tick: LastTick | undefined, now: Date): Markup | undefined {
  if (tick === undefined) return undefined;
  const { at, exit_code: exitCode, error, jobs } = tick;
  const end = markup`<p class="small soft">The last tick of the monitor: ${ago(at, now)}, exit ${exitCode}.</p>`;
  return markup`${end}${error !== undefined && markup`<p>${words(error)}</p>`}${cards(jobs.map((job) => jobOf(job, now)))}`;
}

function jobOf(job: JobStanding, now: Date): Markup {
  const { name, state, progress, message, last_run_at: ranAt, last_exit_code: exitCode } = job;
  const lastRun = ranAt === null ? undefined : markup`${ago(ranAt, now)}${exitCode !== null && `, exit ${exitCode}`}`;
  return markup`<h3>${words(name)} <span class="tone ${tones[state]}">${state}</span></h3>
${progress !== null && markup`<p>${words(progress)}</p>`}
${message !== null && markup`<p class="small">${words(message)}</p>`}
${stallClock(job, now)}
${facts([['last run', lastRun]])}`;
}

// How much of the time is gone after which a job that gets no further counts as stalled.
function stallClock({ state, progress_at: at, stall_seconds: limit }: JobStanding, now: Date): Markup | undefined {
  if (at === null || limit === null || (state !== 'running' && state !== 'stalled')) return undefined;
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  const text = `no progress for ${formatDuration(seconds * 1000)}; stalled after ${formatDuration(limit * 1000)}`;
  const percent = Math.min(100, (seconds / limit) * 100).toFixed(1);
  return markup`<svg class="clock ${tones[state]}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${percent}" height="4"/></svg>
<p class="small soft">${text}</p>`;
}

/** Writes that wait for somebody's leave, each with the command line that gives it. */
export function approvalsPart(tick: LastTick | undefined): Markup | undefined {
  const blocked = (tick?.jobs ?? []).filter(({ approve }) => approve !== null);
  return cards(
    blocked.map(
      ({ name, message, approve }) =>
        markup`<h3>${words(name)}</h3>
          ${message !== null && markup`<p class="small">${words(message)}</p>`}${command(approve)}`,
    ),
  );
}
