import type { ProcessRecord } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { notStarted } from '../run/describeEnding.ts';
import { findStartProblem } from '../run/describeStartError.ts';
import { makeGate } from '../run/gate.ts';
import { recordProcess } from '../run/processRecord.ts';
import { type JobRun, runJob, type RunOptions, runWithout } from '../run/runJob.ts';

/** The command of a write, which waits at a gate until its run is on record. */
export class WaitingCommand {
  readonly #job: Job;
  readonly #options: RunOptions;
  readonly #gate = makeGate();
  #run: Promise<JobRun> | undefined;

  constructor(job: Job, options: RunOptions) {
    this.#job = job;
    this.#options = options;
  }

  /** Starts the process that waits. Returns its record; undefined when the command cannot be started at all. */
  async start(): Promise<ProcessRecord | undefined> {
    const { commands, cwd } = this.#job;
    const problem = findStartProblem(commands.run?.[0] ?? '', cwd);
    if (problem !== undefined) {
      this.#run = Promise.resolve(runWithout(notStarted(problem)));
      return undefined;
    }
    const pid = await new Promise<number | undefined>((started) => {
      this.#run = runJob(this.#job, { ...this.#options, gate: this.#gate, onStart: started });
      // It could not be started after all.
      void this.#run.then(() => started(undefined));
    });
    return pid === undefined ? undefined : await recordProcess(pid);
  }

  /** Lets the command begin, and waits for its end. */
  async letGo(): Promise<JobRun> {
    if (this.#run === undefined) throw new TypeError('expected a command that was started');
    this.#gate.open();
    return await this.#run;
  }

  /** What `work` returns; when it throws, the command ends at its gate. */
  async shutOnError<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#gate.shut();
      throw error;
    }
  }
}
