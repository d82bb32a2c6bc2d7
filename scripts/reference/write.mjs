// Writes man/ and completions/, each file in one step: whoever reads meanwhile finds the old one or the new one.
import { mkdirSync } from 'node:fs';

import { replace } from '../bundle/publish.mjs';
import { completions } from './completion.mjs';
import { manPage } from './manPage.mjs';
import { readPrograms } from './programs.mjs';

/** @param commands names of the commands, without `owner-report-`; they are built */
export function writeReference(commands) {
  const programs = readPrograms(commands);
  const names = programs.map(({ name }) => name);
  const seconds = process.env.SOURCE_DATE_EPOCH;
  const date = (seconds === undefined ? new Date() : new Date(Number(seconds) * 1000)).toISOString().slice(0, 10);
  for (const directory of ['man', 'completions']) mkdirSync(directory, { recursive: true });
  for (const program of programs) replace(`man/${program.name}.1`, manPage(program, names, date));
  for (const { shell, script } of completions(programs)) replace(`completions/owner-report.${shell}`, script);
}
