/** What `npm test` checks: each ends within seconds. */
export const shortRuns = ['-DK=0 -DP=3 -DR=2', '-DK=1 -DP=2 -DR=2', '-DK=1 -DP=3', '-DK=1 -DP=2 -DT=1'];

/** What the campaign checks beside that. */
export const longRuns = [
  // A time-out; two faults, and both.
  '-DK=1 -DP=3 -DT=1',
  '-DK=2 -DP=3',
  '-DK=2 -DP=3 -DT=1',
  // Two reports.
  '-DK=1 -DP=3 -DR=2',
  // An edit.
  '-DK=1 -DP=3 -DEDIT=0',
  // A power cut.
  '-DK=1 -DP=3 -DPOWER',
  '-DK=1 -DP=3 -DT=1 -DPOWER',
  // attempts/ is removed.
  '-DK=1 -DP=3 -DRMATT',
  '-DK=1 -DP=3 -DR=2 -DRMATT',
  // What an earlier pass left behind, which counts as the first one: a record without a claim; a claim that refused; a
  // report that may have gone out, or has not, is held, and put back by hand.
  '-DK=1 -DP=4 -DT=1 -DSEED=1',
  '-DK=1 -DP=4 -DT=1 -DSEED=2',
  '-DK=1 -DP=4 -DSEED=3',
  '-DK=1 -DP=4 -DSEED=4',
];

/** A property of docs/protocol.md, and what SPIN prints of its assertion. */
interface Property {
  text: string;
  assertion: RegExp;
}

/** A flaw, and the property that it must break. */
export interface Mutant {
  asked: string;
  breaks: Property;
  /** Found so soon that `npm test` looks for it. */
  isShort?: true;
}

const unflagged = { text: '1: a second effect without the flag', assertion: /effects\[r\]==0\)\|\|fl/ };
const notSent = { text: '2: in sent/ without its effect', assertion: /violated \(.*(?:effects\[\S*\]>0|whatWent)/ };
const editLost = { text: '3: an edit is lost', assertion: /edited.*held\[/ };
const outOfOrder = { text: '4: the order', assertion: /\(r==0\)\|\|\(sent\[0\]!=0\)/ };
const notDrained = { text: '5: the last pass empties the queue', assertion: /isDrained/ };
const notAlone = { text: '6: who takes a free lock is alone', assertion: /robbed/ };

/** The code as it was, or as it might have been. */
export const mutants: readonly Mutant[] = [
  // The sender does not look at the fence.
  { asked: '-DMUT_FENCE -DK=1 -DP=3', breaks: unflagged },
  // An unknown outcome is not flagged; nor is a command that a signal killed.
  { asked: '-DMUT_FLAG -DK=1 -DP=2', breaks: unflagged },
  { asked: '-DMUT_SIGNAL -DK=1 -DP=2', breaks: unflagged, isShort: true },
  // Nobody looks at the fence between a record that is staged and its rename; staged ones of older passes stay.
  { asked: '-DMUT_GUARD -DK=1 -DP=3 -DT=1', breaks: unflagged },
  { asked: '-DMUT_CLEAR -DK=1 -DP=3 -DT=1', breaks: unflagged },
  // A record is removed, not written, when its attempt was never begun.
  { asked: '-DMUT_REMOVE -DK=1 -DP=4 -DT=1 -DSEED=1', breaks: unflagged },
  // The names of claim and mark are without the token of their pass.
  { asked: '-DMUT_NAMES -DK=2 -DP=4 -DSEED=2', breaks: unflagged },
  // The mark of a time-out is looked at before the claim; not by the second look at an attempt; not after the exit.
  { asked: '-DMUT_MARK_FIRST -DK=1 -DP=3 -DT=1', breaks: notSent },
  { asked: '-DMUT_SECOND_LOOK -DK=1 -DP=3 -DT=1', breaks: notSent },
  { asked: '-DMUT_MARK -DK=1 -DP=3 -DT=1', breaks: notSent },
  // Two looks before a record is forgotten, whatever it says.
  { asked: '-DMUT_FORGET -DK=0 -DP=3 -DSEED=3', breaks: unflagged },
  // A look at pending/ before the removal, not after it; what a dead pass took aside is removed.
  { asked: '-DMUT_TAKE -DK=0 -DP=2 -DEDIT=0', breaks: editLost, isShort: true },
  { asked: '-DMUT_TAKEN -DK=1 -DP=2 -DEDIT=0', breaks: editLost },
  // Whatever ended counts as sent.
  { asked: '-DMUT_COMMIT -DK=0 -DP=2', breaks: notSent },
  // The next report is sent although this one was not.
  { asked: '-DMUT_ORDER -DK=0 -DP=2 -DR=2', breaks: outOfOrder, isShort: true },
  // A claim without a receipt counts as at work, whether anything runs or not.
  { asked: '-DMUT_RUNNING -DK=2 -DP=2', breaks: notDrained },
  // A pass gives back the lock of whoever robbed it.
  { asked: '-DMUT_LOCK -DK=1 -DP=4', breaks: notAlone, isShort: true },
  // After a power cut, no claim counts as never begun; the mark of a time-out does not survive it, and its receipt does.
  { asked: '-DMUT_BOOT -DK=1 -DP=2 -DPOWER', breaks: unflagged },
  { asked: '-DMUT_MARK_LOST -DK=1 -DP=2 -DT=1 -DPOWER', breaks: notSent },
  // Where attempts/ was removed, nobody asks which send was let go last; a pass puts its fence back whatever it does, and
  // whoever has the lock; a sender with a claim, whose command has not begun, is not seen.
  { asked: '-DMUT_LAST_SEND -DK=1 -DP=3 -DRMATT', breaks: unflagged },
  { asked: '-DMUT_RESTORE -DK=1 -DP=3 -DRMATT', breaks: unflagged },
  { asked: '-DMUT_FIND -DK=1 -DP=3 -DRMATT', breaks: unflagged },
];
