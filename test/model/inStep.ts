import { execa } from 'execa';

import type { HomeCall } from './homeCalls.ts';
import { inSpinDirectory, ModelTrace } from './modelTrace.ts';
import { callsOf, looksBeforeOpening, notModelled, ofSendCommand } from './vocabulary.ts';

/** What one process did, in order: the calls, each with the report it is about. */
export type Doings = Map<string, string[]>;

/**
 * What pass and senders do in the model when nothing goes wrong, in the words of the code's calls.
 * @param asked what is defined; with one pass and no fault every simulation is the same, but for who is faster
 */
export async function simulate(asked: string): Promise<Doings> {
  const model = 'model/delivery.pml';
  const args = ['-b', '-n1', '-p', '-g', '-l', ...asked.split(' '), model];
  const { stdout } = await inSpinDirectory((cwd) => execa('spin', args, { cwd }));
  const trace = new ModelTrace();
  const doings: Doings = new Map();
  for (const line of stdout.split('\n')) {
    const step = trace.read(line);
    if (step === undefined) continue;
    const calls = callsOf(step);
    const known = trace.processes.get(step.process);
    const who = known?.kind === 'Sender' ? `sender of r${known.report + 1}` : (known?.kind ?? 'nobody');
    if (calls === 'unknown') note(doings, who, `?? ${step.inline}: ${step.statement}`);
    else
      // What a send command does is its own. What may be missing is missing where nothing goes wrong.
      for (const call of calls.filter((one) => !ofSendCommand.test(one) && !one.endsWith('?')))
        note(doings, who, nameReport(call, `r${step.report + 1}`));
  }
  return doings;
}

/** What a pass and its senders did, by the log of their calls. */
export function readDoings(calls: readonly HomeCall[]): Doings {
  const doings: Doings = new Map();
  const senders = new Map<number, string>();
  const begun = calls.findIndex(({ words }) => words === 'rename lock');
  for (const [index, call] of calls.entries()) {
    if (index < begun || isNotModelled(call, calls.slice(index + 1))) continue;
    if (call.program !== 'node' && call.report !== undefined) senders.set(call.pid, call.report);
    const who = call.program === 'node' ? 'Pass' : `sender of ${senders.get(call.pid)}`;
    note(doings, who, nameReport(call.words, call.report));
  }
  return doings;
}

function isNotModelled({ words, program, pid, path }: HomeCall, later: readonly HomeCall[]): boolean {
  if (notModelled.some(([pattern]) => pattern.test(words))) return true;
  if (program !== 'node') return looksBeforeOpening.test(words);
  // Whether a file is there that is made next.
  const next = later.find((call) => call.pid === pid && call.path === path);
  return words.startsWith('stat ') && next?.words.startsWith('open ') === true;
}

// A staged record is named by chance.
const ofReport = /(?<!new )(?:record|claim|mark|snapshot|bytes|message|output|result|taken|pending|sent|held)$/;

function nameReport(words: string, report: string | undefined): string {
  return report !== undefined && ofReport.test(words) ? `${words} ${report}` : words;
}

function note(doings: Doings, who: string, what: string): void {
  doings.set(who, [...(doings.get(who) ?? []), what]);
}

/** Both side by side, from the first difference on with a mark; undefined where they are equal. */
export function compare(model: Doings, code: Doings): string | undefined {
  const parts = [...new Set([...model.keys(), ...code.keys()])].map((who) =>
    compareOne(who, model.get(who) ?? [], code.get(who) ?? []),
  );
  const different = parts.filter((part) => part !== undefined);
  return different.length === 0 ? undefined : different.join('\n');
}

function compareOne(who: string, model: readonly string[], code: readonly string[]): string | undefined {
  const rows = Array.from({ length: Math.max(model.length, code.length) }, (_, n) => [model[n] ?? '', code[n] ?? '']);
  const first = rows.findIndex(([left, right]) => left !== right);
  if (first < 0) return undefined;
  const lines = rows.map(([left = '', right], n) => `${n < first ? ' ' : '>'} ${left.padEnd(28)}| ${right}`);
  return [`${who}:`, `  ${'the model'.padEnd(28)}| the code`, ...lines].join('\n');
}
