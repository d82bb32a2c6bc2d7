import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { root } from '../harness.ts';

/** One line of what SPIN prints of a simulation with `-p -g -l`: a statement that was executed. */
export interface ModelStep {
  /** The process of the model. */
  process: number;
  /** Name of the inline or proctype that it stands in. */
  inline: string;
  /** The statement, without parentheses and indices; of a `d_step` the last one, or what `SHOWN` says of it. */
  statement: string;
  /** Number of the report it is about, counted from 0. */
  report: number;
}

/** A process of the model. */
export interface ModelProcess {
  kind: 'Env' | 'Pass' | 'Sender';
  /** Number of the pass, or of that of the sender. */
  pass: number;
  /** Of a sender. */
  report: number;
  /** Of a sender: whether its command was told that the report may have gone out, when it had its effect. */
  isFlagged: boolean;
}

const line = /^\s*\d+:\s+proc\s+(\d+) \(\w+:\d+\) (\S+):(\d+) \(state \d+\).*?\[(.*)\]$/;
const creation = /^\s*\d+:\s+proc\s+\S+ \(\S+\) creates proc\s+(\d+) \((\w+)\)/;
const global = /^\t+([a-z_A-Z0-9]+)(?:\[(\d+)\])? = (\d+)$/;
const local = /^\t+\w+\((\d+)\):([a-z_A-Z0-9]+)(?:\[\d+\])? = (\d+)$/;

/** Reads a simulation line by line. */
export class ModelTrace {
  readonly processes = new Map<number, ModelProcess>();
  /** The last value that was printed of each variable, by its name or `name[index]`. */
  readonly globals = new Map<string, number>();
  readonly #locals = new Map<string, number>();
  #passes = 0;
  #senders = 0;
  #reports = 1;

  /** @returns the step that this line is, or undefined when it is none */
  read(text: string): ModelStep | undefined {
    const set = global.exec(text);
    if (set !== null) {
      const [, name = '', index, value] = set;
      this.globals.set(index === undefined ? name : `${name}[${index}]`, Number(value));
      return undefined;
    }
    const own = local.exec(text);
    if (own !== null) {
      this.#locals.set(`${own[1]}.${own[2]}`, Number(own[3]));
      return undefined;
    }
    const created = creation.exec(text);
    if (created !== null) this.#create(Number(created[1]), created[2] ?? '');
    const found = line.exec(text);
    return found === null ? undefined : this.#toStep(found);
  }

  #toStep([, pid, file = '', at, statement = '']: RegExpExecArray): ModelStep | undefined {
    const process = Number(pid);
    const reports = /run Sender\(\(\(i\/(\d+)\)/.exec(statement)?.[1];
    if (reports !== undefined) this.#describeSender(Number(reports));
    if (/^effects\b.* = /.test(statement)) this.#noteFlag(process);
    const words = statement.replaceAll(/[()]/g, '').replaceAll(/\[[^[\]]*\]/g, '');
    return {
      process,
      inline: inlineAt(file, Number(at)),
      statement: /^printf'(.*)'$/.exec(words)?.[1] ?? words,
      report: this.#reportOf(process, statement),
    };
  }

  // Behind the line of its creation comes that of the statement, which tells how many reports there are.
  #create(pid: number, kind: string): void {
    if (kind === 'Pass') this.#passes += 1;
    const isKnown = kind === 'Pass' || kind === 'Sender';
    const pass = kind === 'Pass' ? this.#passes : 0;
    this.processes.set(pid, { kind: isKnown ? kind : 'Env', pass, report: 0, isFlagged: false });
  }

  #describeSender(reports: number): void {
    const sender = [...this.processes.values()].findLast(({ kind }) => kind === 'Sender');
    if (sender === undefined) return;
    sender.pass = Math.floor(this.#senders / reports) + 1;
    sender.report = this.#senders % reports;
    this.#senders += 1;
    this.#reports = reports;
  }

  #noteFlag(process: number): void {
    const sender = this.processes.get(process);
    if (sender === undefined) return;
    const index = (sender.pass - 1) * this.#reports + sender.report;
    sender.isFlagged = this.globals.get(`flagOf[${index}]`) === 1;
  }

  #reportOf(process: number, statement: string): number {
    const known = this.processes.get(process);
    if (known?.kind === 'Sender') return known.report;
    const index = /[[+](\w+)\)?\]/.exec(statement)?.[1];
    return index !== undefined && /^\d$/.test(index) ? Number(index) : this.#valueOf(process, 'r');
  }

  #valueOf(process: number, name: string): number {
    return /^\d+$/.test(name) ? Number(name) : (this.#locals.get(`${process}.${name}`) ?? 0);
  }
}

const linesOfFiles = new Map<string, string[]>();

/** The name of the inline or proctype of the model in which a line stands. */
export function inlineAt(path: string, at: number): string {
  const file = join(root, 'test/model', basename(path));
  const lines = linesOfFiles.get(file) ?? readFileSync(file, 'utf8').split('\n');
  linesOfFiles.set(file, lines);
  const head = lines.slice(0, at).findLast((text) => /^(?:inline|(?:active )?proctype) /.test(text));
  return /^(?:inline|(?:active )?proctype) (\w+)/.exec(head ?? '')?.[1] ?? 'none';
}

/** Runs SPIN in a directory of its own: it leaves a file behind where it works. */
export async function inSpinDirectory<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'owner-report-spin-'));
  try {
    // SPIN hands its file to a shell as it is, which a path with a blank does not survive.
    await symlink(join(root, 'test/model'), join(dir, 'model'));
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
