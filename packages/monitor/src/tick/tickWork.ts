import { NotSyncedError, steadyMs, yamlPart } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { Jobs } from '../config/readJobs.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import type { Observation } from '../observe/observe.ts';
import { flushOutbox } from '../outbox/outbox.ts';
import type { Slot } from '../queue/schedule.ts';
import { recordThisProcess } from '../run/processRecord.ts';
import { statusTimeoutMs } from '../run/runJob.ts';
import { timeUp } from '../run/timeUp.ts';
import { Turns } from '../run/turns.ts';
import type { Ledger } from '../state/ledger.ts';
import type { State } from '../state/state.ts';
import { type DueResult, findBlock, markBegun, runDue } from './dueRuns.ts';
import { jobStandings } from './jobStandings.ts';
import { lookAt, observedJobs } from './observeJobs.ts';
import { type AtWork, type Decided, decideEntries, decideSeen, type DueRun, findDue } from './planTick.ts';
import { publish } from './publish.ts';
import { resumeJob } from './resume.ts';
import { emptyRound, hasNews, joinRounds, type Round } from './round.ts';
import { settleRound } from './settleRound.ts';
import { Tasks } from './tasks.ts';
import type { TickOrder, TickResult } from './tickOrder.ts';

/** How long an alert waits for what else the same tick does, so that one report holds all. */
const graceMs = 10_000;

// What a command has brought is reported, whatever becomes of the files of this program while it runs.
const prepareToReport = () => yamlPart.load();

/** What a tick does from its looks to its last report. Commands are begun at once; what they bring is settled in rounds. */
export class TickWork {
  readonly #order: TickOrder;
  readonly #jobs: Jobs;
  /** As it was when the tick began. */
  readonly #state: State;
  readonly #begunAt = steadyMs();
  readonly #tasks = new Tasks();
  readonly #turns = new Turns();
  /** Jobs whose status is awaited. */
  readonly #looking = new Set<string>();
  readonly #result: TickResult = {
    reportIds: [],
    sections: [],
    results: { starts: new Map(), runs: [] },
    standings: [],
  };
  /** What was seen last of each job that was decided about. */
  readonly #seen = new Map<string, Observation>();
  /** Items that wait for a long job which was started before this tick. */
  readonly #awaited: ReadonlySet<string>;
  #round = emptyRound();
  #scheduleSlots: ReadonlyMap<string, Slot> = new Map();
  /** What is about to be begun and not on record yet. */
  #beginning = 0;
  /** No other tick looks meanwhile. */
  #isAlone = true;

  constructor(order: TickOrder, jobs: Jobs, state: State) {
    this.#order = order;
    this.#jobs = jobs;
    this.#state = state;
    this.#awaited = new Set(state.queue.filter(({ status }) => status === 'started').map(({ id }) => id));
  }

  /** @throws what kept it from being done, when all that it has begun has ended */
  async run(atWork: AtWork): Promise<TickResult> {
    this.#begin(atWork);
    for (;;) {
      const isDone = await this.#tasks.endWithin(graceMs - (this.#elapsedMs() % graceMs));
      const resumes = this.#decide();
      if (isDone && resumes) continue;
      // What was seen late is decided as it is settled, and may have jobs resumed.
      if (isDone && this.#round.looks.size === 0) break;
      const isSettled = !hasNews(this.#round) || (await this.#trySettle(false));
      if (isDone && !isSettled) break;
      await this.#leave().catch((error: unknown) => this.#tasks.keep(error));
    }
    await this.#trySettle(true);
    // What there is to say goes out, whatever else went wrong.
    const { stateFile, home, now } = this.#order;
    await flushOutbox(stateFile, home, now).catch((error: unknown) => this.#tasks.keep(error));
    this.#tasks.throwFirst();
    return this.#result;
  }

  #begin(atWork: AtWork): void {
    const { mode, now } = this.#order;
    const observed = observedJobs(this.#jobs, this.#state, atWork);
    for (const job of observed) {
      this.#looking.add(job.id);
      this.#do(async () => {
        const look = await lookAt(job, this.#state);
        // The round may be another one by now.
        this.#round.looks.set(job.id, look);
        this.#looking.delete(job.id);
      });
    }
    const ids = new Set([...observed.map(({ id }) => id), ...atWork.looks]);
    this.#round.decided.push(...decideEntries(this.#jobs, this.#state, ids, now));
    if (mode !== 'live') return;
    const { due, slots } = findDue(this.#jobs, this.#state, now, atWork);
    this.#scheduleSlots = slots;
    if (due.length === 0) return;
    this.#beginning += 1;
    this.#tasks.add(() => this.#beginDue(due).finally(() => (this.#beginning -= 1)));
  }

  async #beginDue(due: readonly DueRun[]): Promise<void> {
    const { stateFile, files } = this.#order;
    const allowed = due.filter((one) => {
      if (one.isOff === true) {
        this.#round.runs.push({ due: one, kind: 'off' });
        return false;
      }
      const block = findBlock(one, { jobs: this.#jobs, files });
      if (block !== undefined) this.#round.runs.push({ due: one, kind: 'blocked', block });
      return block === undefined;
    });
    if (allowed.length === 0) return;
    await prepareToReport();
    const marked = await stateFile.update((state) => {
      this.#order.assertAlone();
      return markBegun(state, allowed, this.#jobs, this.#now());
    });
    const order = { files, file: stateFile, now: () => this.#now() };
    const begun = new Map<string, ReturnType<typeof runDue>>();
    for (const one of marked) {
      const job = this.#jobs.jobs.get(one.jobId) as Job;
      this.#do(async () => {
        const { givenUp } = parseMemory(this.#state.jobs[job.id]);
        // A long job that is due more than once is started once.
        const end = begun.get(job.id) ?? runDue(one, job, order, givenUp?.run);
        if (job.kind === 'long_running_read') begun.set(job.id, end);
        const result: DueResult = { due: one, ...(await end) };
        this.#round.runs.push(result);
      });
    }
  }

  // Decides about what was seen. True when jobs are resumed because of that.
  #decide(): boolean {
    if (!this.#isAlone) return false;
    const { looks } = this.#round;
    this.#round.looks = new Map();
    const decided = decideSeen(this.#jobs, this.#state, looks, this.#now(), this.#order.mode === 'live');
    this.#round.decided.push(...decided.filter(({ verdict }) => !verdict.resume));
    const resumed = decided.filter(({ verdict }) => verdict.resume);
    for (const one of resumed) this.#resume(one);
    return resumed.length > 0;
  }

  #resume(decided: Decided): void {
    this.#beginning += 1;
    this.#do(() => this.#resumeNow(decided).finally(() => (this.#beginning -= 1)));
  }

  async #resumeNow(decided: Decided): Promise<void> {
    const { id } = decided;
    await prepareToReport();
    this.#assertAlone();
    const resume = await resumeJob(decided, this.#jobs.jobs.get(id) as Job, this.#order.stateFile, this.#now());
    if (resume.kind === 'overtaken') this.#round.overtaken.push(id);
    if (resume.kind !== 'started') return;
    this.#round.starts.set(id, resume.run);
    this.#round.decided.push(decided);
  }

  #do(work: () => Promise<void>): void {
    this.#tasks.add(() => this.#turns.run(work));
  }

  async #trySettle(isLast: boolean): Promise<boolean> {
    try {
      await this.#settle(isLast);
      return true;
    } catch (error) {
      this.#tasks.keep(error);
      return false;
    }
  }

  // Writes what was found out into the state, and reports it. If it cannot be written, it is kept for the next time.
  async #settle(isLast: boolean): Promise<void> {
    const round = this.#round;
    this.#round = emptyRound();
    const order = { ...this.#order, now: this.#now(), assertAlone: () => this.#assertAlone() };
    let late: Decided[] = [];
    try {
      const settle = async (ledger: Ledger) => {
        late = this.#decideLate(round, ledger);
        for (const { id, verdict } of [...round.decided, ...late]) this.#seen.set(id, verdict.observation);
        const told = late.filter(({ verdict }) => !verdict.resume);
        const slots = this.#isAlone ? this.#scheduleSlots : undefined;
        const decided = [...round.decided, ...told];
        const settled = await settleRound({ ...round, decided }, slots, this.#awaited, ledger);
        if (isLast) this.#result.standings = jobStandings(ledger, this.#seen);
        return settled;
      };
      const { ids, sections } = await publish(order, this.#jobs, settle, isLast);
      this.#result.reportIds.push(...ids);
      this.#result.sections.push(...sections);
      this.#result.results.runs.push(...round.runs);
      for (const [id, run] of round.starts) this.#result.results.starts.set(id, run);
    } catch (error) {
      // What is in place is settled. Once more, it would be told twice; before it is told it is synced.
      if (!(error instanceof NotSyncedError)) this.#round = joinRounds(round, this.#round);
      throw error;
    }
    // Another tick may take the next slot as soon as this one leaves: it is written once.
    this.#scheduleSlots = new Map();
    for (const one of late) if (one.verdict.resume) this.#resume(one);
  }

  // What was seen after other ticks could look, too, is decided by what is remembered by now.
  #decideLate({ looks }: Round, { state, now }: Ledger): Decided[] {
    for (const id of looks.keys()) changeMemory(state.jobs, id, { looking: undefined });
    return decideSeen(this.#jobs, state, looks, now, this.#order.mode === 'live');
  }

  // Lets other ticks look while slow commands go on. They keep away from what is still at work here.
  async #leave(): Promise<void> {
    if (!this.#isAlone || this.#beginning > 0) return;
    if (this.#looking.size > 0) {
      const timeoutsMs = [...this.#looking].map((id) => statusTimeoutMs(this.#jobs.jobs.get(id) as Job));
      const looking = await recordThisProcess(timeUp(new Date(), Math.max(...timeoutsMs)));
      await this.#order.stateFile.update((state) => {
        for (const id of this.#looking) changeMemory(state.jobs, id, { looking });
      });
    }
    this.#isAlone = false;
    await this.#order.leave();
  }

  // Once other ticks may look, what is begun is guarded by what it writes into the state.
  #assertAlone(): void {
    if (this.#isAlone) this.#order.assertAlone();
  }

  #elapsedMs(): number {
    return steadyMs() - this.#begunAt;
  }

  // The first report has the time of the tick itself. What comes later comes later in the queue, too.
  #now(): Date {
    const elapsedMs = this.#elapsedMs();
    return elapsedMs < graceMs ? this.#order.now : new Date(this.#order.now.getTime() + elapsedMs);
  }
}
