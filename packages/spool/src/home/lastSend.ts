import { closeSync, constants, writeSync } from 'node:fs';

import { aNumber, aText, fit, objectOf, type Shaped } from '../shape.ts';
import type { Home } from './home.ts';
import { assertPlain } from './openPlain.ts';
import { openOrCreate } from './private.ts';
import { readPlainFile } from './readPlainFile.ts';

const lastSend = objectOf({
  report_id: aText,
  /** Its number. */
  attempt: aNumber,
  /** ISO 8601, UTC. */
  at: aText,
});

/** The send that was let go last. */
export type LastSend = Shaped<typeof lastSend>;

// As long whatever it says: a shorter line behind a longer one needs no second call that cuts the file.
const lineBytes = 512;

/**
 * Notes in `last-send.json` which send is about to be let go, by one write that is not synced. It lies outside
 * `attempts/`: should somebody remove that during the send, and its pass die, nothing else tells that the report may
 * have gone out. Never throws: only in that case anything depends on it.
 */
export function noteLastSend(home: Home, send: LastSend): void {
  try {
    const descriptor = openOrCreate(home.lastSend, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      assertPlain(home.lastSend, descriptor);
      writeSync(descriptor, `${JSON.stringify(send).padEnd(lineBytes - 1)}\n`);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // As said.
  }
}

/** What was noted last; undefined when that cannot be told. */
export function readLastSend(home: Home): LastSend | undefined {
  try {
    return fit(lastSend, JSON.parse(readPlainFile(home.lastSend).split('\n', 1)[0] ?? ''));
  } catch {
    return undefined;
  }
}
