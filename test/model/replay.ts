import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { linesOf } from '../fixtures/send/gate.ts';
import { reportText, type TestHome } from '../harness.ts';
import { GatedPass, OutOfStepError } from './gatedPass.ts';
import type { Sample, SampledStep } from './sampleTrace.ts';
import { callsOf } from './vocabulary.ts';

const [asEnqueued, asEdited] = [reportText('r1'), reportText('r1', {}, 'the edit\n')];
const contents = ['', asEnqueued, asEdited];

/**
 * Runs the built commands through a run of the model of one report, call by call.
 * @param onStart called with each pass that is started: it is to be disposed of
 * @returns the passes
 * @throws OutOfStepError where the code makes another call than the model
 */
export async function replay(home: TestHome, sample: Sample, onStart: (pass: GatedPass) => void): Promise<GatedPass[]> {
  await home.write('r1', asEnqueued);
  const replayer = new Replayer(home, sample, onStart);
  for (const step of sample.steps) await replayer.follow(step);
  return [...replayer.passes.values()];
}

class Replayer {
  readonly passes = new Map<number, GatedPass>();
  /** Passes that found nothing to do. In the model such a pass takes the lock, too, and does nothing. */
  readonly #idle = new Set<number>();
  readonly #home: TestHome;
  readonly #sample: Sample;
  readonly #onStart: (pass: GatedPass) => void;

  constructor(home: TestHome, sample: Sample, onStart: (pass: GatedPass) => void) {
    this.#home = home;
    this.#sample = sample;
    this.#onStart = onStart;
  }

  async follow(step: SampledStep): Promise<void> {
    const { by } = step;
    if (by.kind === 'Env') return await this.#befall(step.befell);
    if (by.kind === 'Sender') return await this.#followSender(step);
    if (step.inline === 'Pass' && step.statement === 'busy = busy+1') await this.#start(by.pass);
    const pass = this.passes.get(by.pass);
    const calls = callsOf(step);
    if (calls === 'unknown') throw new OutOfStepError(`no entry for ${step.inline}: ${step.statement}`);
    if (pass === undefined) return;
    if (!this.#idle.has(by.pass)) await pass.make('Pass', calls);
    else if (calls.some((call) => /^(?:open|link|unlink) (?!new fence)/.test(call)))
      throw new OutOfStepError(`pass ${by.pass} found nothing to do; the model goes on with: ${calls.join(', ')}`);
    if (step.statement === 'ended = 1') await pass.end(this.#idle.size > 0);
  }

  async #followSender(step: SampledStep): Promise<void> {
    const pass = this.passes.get(step.by.pass);
    const calls = callsOf(step);
    if (calls === 'unknown') throw new OutOfStepError(`no entry for ${step.inline}: ${step.statement}`);
    if (pass === undefined) return;
    await pass.make('Sender', calls);
    // It ends by itself; its command does where the shell was killed.
    if (step.statement === 'shell = 2' || step.statement === 'busy = busy-1') await pass.senderEnded();
  }

  async #start(number: number): Promise<void> {
    // By its end everything is quiet; what the model calls dead is gone.
    const isLast = this.#sample.steps.every(({ by }) => by.kind !== 'Pass' || by.pass <= number);
    if (isLast) for (const other of this.passes.values()) await other.senderEnded();
    const dir = join(this.#home.base, `pass-${number}`, 'command');
    const command = await this.#makeCommand(number, dir);
    // A send has its time.
    const args = ['--all', '--timeout', '7200', '--send-cmd', command];
    const pass = new GatedPass(this.#home, number, args, [dir]);
    this.passes.set(number, pass);
    this.#onStart(pass);
    if (await pass.hadNothingToDo()) this.#idle.add(number);
  }

  /** The send command of a pass, which does what that of the model does. */
  async #makeCommand(number: number, dir: string): Promise<string> {
    const steps = this.#sample.steps.filter(({ by }) => by.kind === 'Sender' && by.pass === number);
    const end = steps.map(({ statement }) => /^x = ([1-9])$/.exec(statement)?.[1]).find((code) => code !== undefined);
    // It says no, or has no effect for some other reason.
    const hasEffect = steps.some(({ statement }) => statement.startsWith('effects = '));
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'answer'), hasEffect ? 'send\n' : 'no\n');
    await writeFile(join(dir, 'end'), `${{ 4: 'exit 1', 5: 'kill -KILL $$' }[Number(end)] ?? 'exit 0'}\n`);
    await writeFile(join(dir, 'sends'), '');
    const note = `echo "$OWNER_REPORT_ID $OWNER_REPORT_ATTEMPT $OWNER_REPORT_MAYBE_DUPLICATE"`;
    const lines = [
      `read -r answer < '${dir}/answer'`,
      `[ "$answer" = no ] || ${note} >> '${dir}/sends'`,
      `read -r end < '${dir}/end'`,
      'eval "$end"',
    ];
    return await this.#home.script(`send-${number}`, lines.join('\n'));
  }

  async #befall(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const [, what, index] = /^(\w+)(?:\[(\d)\])?$/.exec(name) ?? [];
      if (what === 'edited') await this.#edit();
      else if (what === 'dead') await this.passes.get(Number(index))?.kill();
      else await this.passes.get(Number(index) + 1)?.killSender(what === 'shellKilled' ? 'shell' : 'group');
    }
  }

  async #edit(): Promise<void> {
    const path = join(this.#home.base, 'edit');
    await writeFile(path, asEdited);
    await rename(path, this.#home.path('pending', 'r1.md'));
  }
}

/** What there is to compare at the end, in words: what went out, with which flag, and what lies where. */
export interface End {
  sends: string[];
  places: string[];
  attempts: string[];
}

/** The end that the model comes to. */
export function endOfModel({ steps, end }: Sample): End {
  const value = (name: string) => end.get(name) ?? 0;
  const count = (array: string) => [...end].filter(([name, n]) => name.startsWith(`${array}[`) && n !== 0).length;
  const held = value('held[0]');
  return {
    sends: steps
      .filter(({ statement }) => statement.startsWith('effects = '))
      .map(({ by }) => `pass ${by.pass}, ${by.isFlagged ? 'flagged' : 'unflagged'}`)
      .sort(),
    places: [
      ...(['pending', 'sent'] as const).flatMap((place) =>
        value(`${place}[0]`) === 0 ? [] : [`${place}: ${nameContent(contents[value(`${place}[0]`)])}`],
      ),
      ...[1, 2].filter((bit) => (held & bit) !== 0).map((bit) => `held: ${nameContent(contents[bit])}`),
    ].sort(),
    attempts: [
      ...Array.from({ length: value('rex[0]') }, () => 'record'),
      ...Array.from({ length: count('run_') }, () => 'run'),
      ...Array.from({ length: count('tmo') }, () => 'timeout'),
      ...Array.from({ length: count('snap') }, () => 'sent'),
      ...Array.from({ length: count('taken') }, () => 'taken'),
    ].sort(),
  };
}

/** That of the code. */
export async function endOfCode(home: TestHome, passes: number): Promise<End> {
  const sends: string[] = [];
  for (let pass = 1; pass <= passes; pass += 1)
    for (const line of await linesOf(join(home.base, `pass-${pass}`, 'command', 'sends')))
      sends.push(`pass ${pass}, ${line.endsWith(' 1') ? 'flagged' : 'unflagged'}`);
  const places: string[] = [];
  for (const place of ['pending', 'sent', 'held'])
    for (const name of await home.names(place))
      places.push(`${place}: ${nameContent(await readFile(home.path(place, name), 'utf8'))}`);
  const names = (await home.names('attempts')).map((name) => /\.(json|run|timeout|sent|taken)$/.exec(name)?.[1]);
  return {
    sends,
    places: places.sort(),
    attempts: names.flatMap((name) => (name === undefined ? [] : [name === 'json' ? 'record' : name])).sort(),
  };
}

function nameContent(content: string | undefined): string {
  if (content === asEnqueued) return 'as enqueued';
  return content === asEdited ? 'as edited' : 'something else';
}
