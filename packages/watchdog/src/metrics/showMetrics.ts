import { resolve } from 'node:path';

import { type Invocation, writeOut } from '@owner-report/cli';
import { exitCodes, schemaVersion } from '@owner-report/spool';

import { publishFile } from '../publish/publishFile.ts';
import { collectMetrics } from './collectMetrics.ts';
import { formatMetrics } from './exposition.ts';

/** Prints what is measured of a home, or writes it into a file. */
export function showMetrics({ home, talk, path }: Invocation): number {
  const metrics = collectMetrics(home, new Date());
  const text = formatMetrics(metrics);
  const file = path('file');
  if (file !== undefined) publishFile(resolve(file), text, 0o644);
  else if (!talk.json) writeOut(1, text);
  talk.document({ schemaVersion, metrics });
  return exitCodes.done;
}
