import { join } from 'node:path';

import { toPrintableLine } from '../text/terminal.ts';
import type { Home, Place } from './home.ts';

/** One line for people about a name that `listReports` found and no command opens. */
export function describeForeign(home: Home, place: Place, name: string): string {
  const path = toPrintableLine(join(home[place], name));
  return `${path}: not a report but a link, directory, FIFO or a name that is not UTF-8; it is passed over`;
}
