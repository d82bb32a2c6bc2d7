import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import { inlineAt, inSpinDirectory, type ModelProcess, type ModelStep, ModelTrace } from './modelTrace.ts';

/** What the environment does to a run, beside saying no and editing. */
export const faults = ['kill pass', 'kill sender', 'kill shell', 'kill command', 'steal lock'] as const;

export type Fault = (typeof faults)[number];

/** A step of a sampled run. */
export interface SampledStep extends ModelStep {
  by: ModelProcess;
  /** What the environment did, such as `dead[1]`. */
  befell: string[];
}

/** One run of the model to its end. */
export interface Sample {
  steps: SampledStep[];
  /** The variables of the model at the end. */
  end: ReadonlyMap<string, number>;
  /** Whether the fault that was asked for came to pass. */
  isHit: boolean;
}

interface Choice {
  number: string;
  process: number;
  inline: string;
  text: string;
}

const prompt = /Select \[\d+-(\d+)\]: $/;
const choiceLine = /^\tchoice (\d+): (?:proc\s+(\d+) \(\w+:\d+\) (\S+):(\d+) )?(.*)$/;

/**
 * Lets SPIN simulate the model, and makes the choices it leaves open: what happens, in which order, and when the fault
 * hits. All is drawn from the seed; the same seed is the same run as long as the model is the same.
 */
export function sampleTrace(asked: string, seed: number, fault: Fault): Promise<Sample> {
  const chooser = new Chooser(makeRandom(seed), fault);
  const args = ['-b', '-i', '-p', '-g', '-l', ...asked.split(' '), 'model/delivery.pml'];
  return inSpinDirectory(async (cwd) => {
    const spin = spawn('spin', args, { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      const reader = await talk(spin.stdout.setEncoding('utf8'), spin.stdin, chooser);
      return { steps: reader.steps, end: reader.trace.globals, isHit: chooser.isHit };
    } finally {
      // At the end of its input it would ask for ever.
      spin.kill('SIGKILL');
    }
  });
}

async function talk(output: Readable, input: Writable, chooser: Chooser): Promise<SampleReader> {
  const reader = new SampleReader(chooser);
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) reader.read(line);
    const last = prompt.exec(text)?.[1];
    if (last === undefined) continue;
    text = '';
    // Where nothing can be done any more it asks all the same.
    input.write(reader.choices.length === 0 ? 'q\n' : `${chooser.choose(reader.choices, last)}\n`);
  }
  return reader;
}

class SampleReader {
  readonly trace = new ModelTrace();
  readonly steps: SampledStep[] = [];
  choices: Choice[] = [];
  readonly #chooser: Chooser;
  #befallen = new Set<string>();

  constructor(chooser: Chooser) {
    this.#chooser = chooser;
  }

  read(line: string): void {
    if (line.startsWith('Select ')) this.choices = [];
    const choice = choiceLine.exec(line);
    if (choice !== null) this.choices.push(toChoice(choice));
    const step = this.trace.read(line);
    if (step === undefined) return;
    const befallen = befallenIn(this.trace.globals);
    const by = this.trace.processes.get(step.process);
    const befell = [...befallen].filter((name) => !this.#befallen.has(name));
    if (by !== undefined) this.steps.push({ ...step, by, befell });
    this.#befallen = befallen;
    this.#chooser.see(step);
  }
}

const befalls = /^(?:dead|killed|shellKilled)\[\d\]$|^edited$/;

function befallenIn(globals: ReadonlyMap<string, number>): Set<string> {
  return new Set([...globals].flatMap(([name, value]) => (value === 1 && befalls.test(name) ? [name] : [])));
}

function toChoice([, number = '', process, file, at, text = '']: RegExpExecArray): Choice {
  const inline = file === undefined ? '' : inlineAt(file, Number(at));
  return { number, process: Number(process ?? -1), inline, text };
}

/** Which fault a choice is; undefined for what is none. */
function faultOf({ inline, text }: Choice): Fault | 'told to end' | undefined {
  if (!text.includes('faults<')) return undefined;
  // Within an atomic SPIN does not say where a choice stands.
  if (inline === '' || inline === 'Sender') return 'kill command';
  if (inline === 'deliverReport') return 'told to end';
  if (inline === 'Pass') return 'steal lock';
  if (text.includes('started>=')) return 'kill pass';
  return text.includes('runs[') ? 'kill shell' : 'kill sender';
}

class Chooser {
  isHit = false;
  readonly #random: () => number;
  readonly #fault: Fault;
  /** Steps before the fault may hit. */
  #wait: number;
  #last: ModelStep | undefined;
  #mayYield = false;
  #current = -1;
  #stays = 0;

  constructor(random: () => number, fault: Fault) {
    this.#random = random;
    this.#fault = fault;
    this.#wait = Math.floor(random() * 150);
  }

  see(step: ModelStep): void {
    this.#last = step;
    this.#mayYield = step.inline === 'Sender' && /^did = \d$/.test(step.statement);
    if (step.inline !== 'Env') this.#wait -= 1;
  }

  /** @param last number of the last choice that there is, whether it is named or not */
  choose(choices: readonly Choice[], last: string): string {
    const open = choices.filter(({ number, text }) => number !== '0' && !/outs|unexecutable/.test(text));
    // SPIN goes from the beginning of a send to its end without a word; others may come in between.
    if (this.#mayYield && choices.some(({ number }) => number === '0')) {
      this.#mayYield = false;
      return '0';
    }
    // SPIN does not name an `else` within an atomic, which is the last one.
    if (choices.every(({ number }) => number === '0')) return last;
    // Before anything happens all processes are made.
    const making = open.filter(({ text }) => /\(i[<>]/.test(text));
    if (making.length > 0) return this.#pick(making);
    const own = open.filter(({ process }) => process === this.#last?.process);
    // One look takes away what is left over, in one order or another: as one step.
    if (this.#last?.inline === 'clearLeftovers' && own.length > 0) return this.#pick(own);
    const hits = open.filter((choice) => faultOf(choice) === this.#fault);
    if (this.#wait <= 0 && !this.isHit && hits.length > 0) {
      this.isHit = true;
      return this.#pick(hits);
    }
    // The last pass comes when there is nothing else to do.
    const others = open.filter((choice) => faultOf(choice) === undefined);
    const early = others.filter(({ inline, text }) => inline !== 'Pass' || !text.includes('busy==0'));
    const ordinary = early.length > 0 ? early : others;
    const processes = [...new Set(ordinary.map(({ process }) => process))];
    if (this.#stays <= 0 || !processes.includes(this.#current)) {
      this.#current = processes[Math.floor(this.#random() * processes.length)] ?? -1;
      this.#stays = Math.floor(this.#random() * 40);
    }
    this.#stays -= 1;
    return this.#pick(ordinary.filter(({ process }) => process === this.#current));
  }

  #pick(choices: readonly Choice[]): string {
    const choice = choices[Math.floor(this.#random() * choices.length)];
    if (choice === undefined) throw new Error(`nothing may be chosen behind ${JSON.stringify(this.#last)}`);
    return choice.number;
  }
}

// mulberry32, of Tommy Ettinger, in the public domain.
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
