import { rm, writeFile } from 'node:fs/promises';

import { createTalk } from '@owner-report/cli';
import { NotApprovedError } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { readJobs } from '../config/readJobs.ts';
import { digestOfJob } from '../write/approval.ts';
import { runWrite } from '../write/runWrite.ts';
import { type Bench, expectEqual, expectSays, expectSilent } from './bench.ts';
import type { Rule } from './rules.ts';

const running = { running: true, progress: { done: 1 } };

/** What is started and run, and what never is. */
export const actionRules: Rule[] = [
  {
    name: 'auto-resume starts a read-only job, waits for its backoff, and leaves riskier ones alone',
    async prove(bench) {
      const policy = { autoResume: true };
      await bench.setJobs([
        { id: 'a', policy },
        { id: 'b', policy, risk: 'write_local' },
      ]);
      await bench.setStatus('a', {});
      await bench.setStatus('b', {});
      expectSays(await bench.tick(), 'AUTORUN: started', 'first tick');
      bench.passMinutes(14);
      expectSilent(await bench.tick(), 'within the backoff');
      expectEqual(await bench.countStarts('a'), 1, 'starts within the backoff');
      bench.passMinutes(1);
      await bench.tick();
      expectEqual(await bench.countStarts('a'), 2, 'starts after the backoff');
      expectEqual(await bench.countStarts('b'), 0, 'starts of a job that writes');
    },
  },
  {
    name: 'a dry run starts nothing and uses up no backoff',
    async prove(bench) {
      await bench.setJobs([{ id: 'a', policy: { autoResume: true } }]);
      await bench.setStatus('a', {});
      await bench.tick('dry-run');
      expectEqual(await bench.countStarts('a'), 0, 'starts by a dry run');
      await bench.tick();
      expectEqual(await bench.countStarts('a'), 1, 'starts by the tick after it');
    },
  },
  {
    name: 'a scheduled read speaks only if it fails or cries, and makes up for missed runs once',
    async prove(bench) {
      const schedule = { everySeconds: 3600 };
      const run = ['/bin/sh', '-c', 'echo >> a.ran; cat a.status'];
      await bench.setJobs([{ id: 'a', kind: 'one_shot_read', schedule, commands: { run } }]);
      await bench.setStatus('a', 'all is well');
      expectSilent(await bench.tick(), 'a fine run');
      await bench.setStatus('a', 'ACTION REQUIRED: disk full');
      bench.passMinutes(59);
      expectSilent(await bench.tick(), 'before its time');
      bench.passMinutes(301);
      expectSays(await bench.tick(), 'ACTION REQUIRED: disk full', 'five missed runs');
      expectSilent(await bench.tick(), 'after they were made up for');
    },
  },
  {
    name: 'a write needs an approval of exactly this job, for one run, and is verified by a later tick',
    async prove(bench) {
      const job = (text: string) => [
        {
          id: 'w',
          kind: 'one_shot_write',
          risk: 'write_local',
          commands: { run: ['/bin/sh', '-c', text] },
          after: [{ jobId: 'v' }],
        },
        { id: 'v', kind: 'one_shot_read', commands: { run: ['/bin/sh', '-c', 'test -e wrote'] } },
      ];
      await bench.setJobs(job('touch wrote'));
      expectEqual(await tryWrite(bench), 'refused', 'without an approval');
      await approve(bench);
      await bench.setJobs(job('touch wrote other'));
      expectEqual(await tryWrite(bench), 'refused', 'after an edit');
      await bench.setJobs(job('touch wrote'));
      expectEqual(await tryWrite(bench), 'ran', 'approved');
      expectEqual(await tryWrite(bench), 'refused', 'a second run');
      bench.passMinutes(1);
      expectSays(await bench.tick(), 'verification of w passed', 'verification');
    },
  },
];

/** What happens to reports and memory when something breaks. */
export const repairRules: Rule[] = [
  {
    name: 'an invalid config is reported at most once an hour, and what is remembered stays',
    async prove(bench) {
      await bench.setJobs([]);
      await writeFile(bench.configPath, 'no JSON', { mode: 0o600 });
      for (const minutes of [0, 59, 1]) {
        bench.passMinutes(minutes);
        await bench.tick().catch(() => {});
      }
      expectEqual((await bench.pending()).length, 2, 'reports in an hour');
    },
  },
  {
    name: 'a report that a crash left in the outbox is enqueued once by the next tick',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', running);
      await writeFile(bench.home.dir, 'in the way');
      await bench.tick().then(
        () => {
          throw new Error('expected the tick to fail without a home');
        },
        () => {},
      );
      await rm(bench.home.dir);
      expectSilent(await bench.tick(), 'nothing new');
      await bench.tick();
      expectEqual((await bench.pending()).length, 1, 'reports');
    },
  },
  {
    name: 'a corrupt state file is set aside and reported, and the tick goes on',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', running);
      await bench.tick();
      await writeFile(bench.stateFile.path, '{"torn', { mode: 0o600 });
      const report = await bench.tick();
      expectSays(report, `${bench.stateFile.path}.corrupt-`, 'the new name');
      expectSays(report, 'status: running', 'the job');
    },
  },
];

async function approve(bench: Bench): Promise<void> {
  const job = readWrite(bench);
  const at = bench.now;
  await bench.stateFile.update((state) => {
    state.approvals[job.id] = {
      id: 'selftest',
      by: 'selftest',
      reason: 'to see it work',
      at: at.toISOString(),
      expiresAt: new Date(at.getTime() + 3_600_000).toISOString(),
      digest: digestOfJob(job),
    };
  });
}

async function tryWrite(bench: Bench): Promise<'ran' | 'refused'> {
  const jobs = readJobs(bench.configPath);
  const talk = createTalk({ json: false, quiet: true, verbose: false });
  const { files, stateFile, home, now } = bench;
  try {
    await runWrite({ job: jobs.jobs.get('w') as Job, jobs, files, stateFile, home, talk, now, options: {} });
    return 'ran';
  } catch (error) {
    if (error instanceof NotApprovedError) return 'refused';
    throw error;
  }
}

function readWrite(bench: Bench): Job {
  return readJobs(bench.configPath).jobs.get('w') as Job;
}
