import { basename } from 'node:path';

import { formatPath } from '@owner-report/cli';

import type { Argv, Job } from './job.ts';
import type { Problem } from './problem.ts';
import type { JobEntry } from './schema.ts';

// What these are given is read by a shell, here or elsewhere.
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'fish', 'busybox', 'su', 'ssh', 'eval']);
const unexpanded = /^~(?:\/|$)|^\$\{?[A-Za-z_]\w*\}?(?:\/|$)/;
const unexpandedProgram = /^~|^["']|\$\{?[A-Za-z_]/;

/** What is well formed and hardly meant: approvals for ever, and words that only a shell would expand. */
export function findOddities(index: number, entry: JobEntry, job: Job): Problem[] {
  const at = (...keys: PropertyKey[]) => formatPath(['jobs', index, ...keys]);
  const problems: Problem[] = [];
  if (job.kind === 'one_shot_write' && job.standingApproval)
    problems.push({ path: at('approval'), message: 'a standing approval: each run is approved, for ever' });
  // "~/" is expanded in cwd.
  if (entry.cwd !== undefined && !/^~(?:\/|$)/.test(entry.cwd) && unexpandedProgram.test(entry.cwd))
    problems.push({ path: at('cwd'), message: `${describeUnexpanded(entry.cwd)}; write the path out` });
  for (const [name, argv] of Object.entries(job.commands) as [string, Argv | undefined][]) {
    const isForShell = shells.has(basename(argv?.[0] ?? ''));
    argv?.forEach((word, position) => {
      if (!(position === 0 ? unexpandedProgram : unexpanded).test(word) || (position > 0 && isForShell)) return;
      const remedy = position === 0 ? 'write the path out' : 'write it out, or use ["sh", "-c", "…"]';
      problems.push({ path: at('commands', name, position), message: `${describeUnexpanded(word)}; ${remedy}` });
    });
  }
  return problems;
}

function describeUnexpanded(word: string): string {
  return `no shell reads ${JSON.stringify(word)}, so that nothing in it is expanded`;
}
