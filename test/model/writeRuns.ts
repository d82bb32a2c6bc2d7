import type { Mutant } from './runs.ts';

/** What `npm test` checks of the model of an approved write: each ends within half a minute. */
export const shortWriteRuns = ['write -DK=0 -DP=3', 'write -DK=1 -DP=2', 'write -DK=0 -DP=3 -DSEED=1 -DSLOW'];

/** What the campaign checks beside that. */
export const longWriteRuns = [
  'write -DK=1 -DP=3',
  // The write has ended, and ticks take care of the rest.
  'write -DK=1 -DP=3 -DSEED=1 -DSLOW',
  // A power cut.
  'write -DK=1 -DP=3 -DPOWER',
];

const twice = { text: '1: a write that runs twice', assertion: /violated.*begun\[r\]/ };
const notOnRecord = { text: '2: a write that begins and is not on record', assertion: /violated.*disk\.write==r/ };
const toldTwice = { text: '3: an outcome that is told twice', assertion: /violated.*told\[n\]==0\)?\|\|/ };
const untold = { text: '4: a write that is not told', assertion: /violated.*begun\[n\].*told\[n\]/ };
const unverified = { text: '5: a success that is not verified', assertion: /violated.*succeeded\[n\].*told/ };
const cut = { text: '6: a write that is cut by the death of its monitor', assertion: /violated.*ended\[p\]/ };

/** The code as it was, or as it might have been. */
export const writeMutants: readonly Mutant[] = [
  // The command begins before it is on record; the approval is used up, or the intention saved, only at its end.
  { asked: 'write -DMUT_GATE -DK=0 -DP=2', breaks: notOnRecord },
  { asked: 'write -DMUT_APPROVAL -DK=1 -DP=3', breaks: twice },
  { asked: 'write -DMUT_INTENTION -DK=0 -DP=2', breaks: notOnRecord },
  // The report is enqueued before the state has it; it gets a new id at a retry; the outbox is cleared first.
  { asked: 'write -DMUT_OUTBOX -DK=1 -DP=2', breaks: toldTwice },
  { asked: 'write -DMUT_ID -DK=1 -DP=2', breaks: toldTwice, isShort: true },
  { asked: 'write -DMUT_CLEAR -DK=1 -DP=2', breaks: untold, isShort: true },
  // Nobody looks at the lock before the state is put in place, or removes what a robbed one has staged.
  { asked: 'write -DMUT_LOOK -DK=1 -DP=3', breaks: toldTwice },
  { asked: 'write -DMUT_STAGED -DK=1 -DP=3', breaks: toldTwice },
  // Nor does anybody look whether the state is the one that was read: the lock was taken away and put back.
  { asked: 'write -DMUT_UNCHANGED -DK=0 -DP=5 -DSEED=2', breaks: toldTwice },
  // What is told is not synced first.
  { asked: 'write -DMUT_READ_SYNC -DK=1 -DP=3 -DPOWER', breaks: toldTwice },
  // A run counts as dead although its command is at work.
  { asked: 'write -DMUT_ALIVE -DK=1 -DP=3', breaks: notOnRecord },
  // A tick begins what it has found due, whatever another one has done since.
  { asked: 'write -DMUT_BEGUN -DK=0 -DP=3 -DSEED=1 -DSLOW', breaks: toldTwice, isShort: true },
  // The verification is queued in a step after the end; one that a dead tick has begun is left.
  { asked: 'write -DMUT_QUEUE -DK=1 -DP=2', breaks: unverified },
  { asked: 'write -DMUT_LEFT -DK=1 -DP=3', breaks: unverified },
  // The output goes into pipes that nobody reads once the monitor is gone.
  { asked: 'write -DMUT_PIPE -DK=1 -DP=2', breaks: cut },
];
