import { readPage } from '../fixtures/markdown.ts';
import { blocksOf } from '../fixtures/pages.ts';

/** A section of docs/runbook.md. */
interface Section {
  title: string;
  /** First lines of `status` that it is about, as they stand there: `…` for what differs. */
  verdicts: string[];
  /** What it says to type: each of them is one way out. */
  sessions: string[];
}

const [intro = '', ...rest] = readPage('docs/runbook.md').split(/^## /m);

/** What is typed once, before anything else. */
export const setUp = blocksOf(intro, 'sh').join('\n');

export const sections: Section[] = rest.map((text) => ({
  title: text.slice(0, text.indexOf('\n')),
  verdicts: blocksOf(text, 'text').flatMap((block) => block.split('\n').filter(Boolean)),
  sessions: blocksOf(text, 'sh'),
}));

/** Titles of the sections that are about this first line of `status`, whichever route it names. */
export function titlesFor(line: string): string[] {
  return sections
    .filter(({ verdicts }) => verdicts.some((verdict) => isAbout(verdict, line)))
    .map(({ title }) => title);
}

/** Whether a verdict as the page has it is the one that `status` gives. */
export function isAbout(verdict: string, line: string): boolean {
  const pattern = verdict.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('…', '.+');
  return new RegExp(`^${pattern}$`).test(line.replace(/^(\w+): route \S+: /, '$1: '));
}
