import type { Home } from './home.ts';
import { noteFile } from './noteFile.ts';
import type { LastTick } from './readLastTick.ts';

/** What a tick notes. */
type TickNote = Omit<LastTick, 'at' | 'jobs'> & Partial<Pick<LastTick, 'jobs'>>;

/** Notes in `last-tick.json` that a tick has ended, and how its jobs stand; for people who watch the monitor. Never throws. */
export function noteLastTick(home: Home, tick: TickNote, now: Date): void {
  noteFile(home, home.lastTick, tick, now);
}
