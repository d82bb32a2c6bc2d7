import { quoteWord } from '@owner-report/spool';

import { encodeCommand } from '../entry/cronCommand.ts';
import type { Job } from './job.ts';
import { nameHome, readSeal, type Seal, seal } from './seal.ts';

/*
 * Tables are taken as bytes, one a character, since the lines of others stay as they are, whatever their encoding. Our own
 * lines are UTF-8.
 */

/** A block of ours in a crontab. */
export interface Block extends Seal {
  text: string;
  /** Where it begins in the table, and where what follows it does; undefined when its last line is missing. */
  start: number;
  end: number | undefined;
}

const beginning = /^# BEGIN owner-report .*$/gm;

/** The lines of a crontab that start these jobs, between two that carry the home. */
export function composeBlock(home: string, jobs: readonly Job[]): string {
  const lines = [...jobs.map(toLine), endOf(home)];
  return seal(home, lines, 0, (mark) => `# BEGIN ${mark} (owner-report-watchdog install; uninstall takes it away)`);
}

function toLine({ variables, words, log }: Job): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${quoteWord(value)}`);
  const command = [...assignments, ...words.map(quoteWord), '>>', quoteWord(log), '2>&1'].join(' ');
  return `* * * * * ${encodeCommand(command)}`;
}

function endOf(home: string): string {
  return `# END owner-report ${nameHome(home)}`;
}

/** The blocks of ours in a table. */
export function findBlocks(table: string): Block[] {
  const starts = [...table.matchAll(beginning)].map(({ index }) => index);
  return starts.flatMap((start, at): Block[] => {
    const rest = table.slice(start, starts[at + 1]);
    const sealed = readSeal(fromBytes(rest));
    if (sealed === undefined) return [];
    const last = toBytes(endOf(sealed.home));
    const end = rest.split('\n').findIndex((line) => line.trimEnd() === last);
    const lines = rest.split('\n').slice(0, end + 1);
    const text = lines.map((line) => `${line}\n`).join('');
    if (end < 0) return [{ ...sealed, isIntact: false, text: fromBytes(rest), start, end: undefined }];
    const own = fromBytes(text);
    // A table may end without a line end.
    return [{ ...sealed, ...readSeal(own), text: own, start, end: Math.min(start + text.length, table.length) }];
  });
}

/**
 * A table with a block in the place of those that go; behind all other lines where none does. Nothing else changes, but that
 * a last line without a line end gets one.
 */
export function replaceBlocks(table: string, gone: readonly Block[], block: string): string {
  let text = table;
  for (const [index, { start, end = start }] of [...gone.entries()].reverse())
    text = `${text.slice(0, start)}${index === 0 ? toBytes(block) : ''}${text.slice(end)}`;
  if (gone.length > 0) return text;
  const line = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${line}${toBytes(block)}`;
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
