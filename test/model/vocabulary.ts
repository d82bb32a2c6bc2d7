import type { ModelStep } from './modelTrace.ts';

/** What the model says in one step, and the calls by which the code does it, in order. One with `?` may be missing. */
type Entry = readonly [inline: string, statement: RegExp, calls: readonly string[]];

// Its name is synced, too.
const mark = ['open mark', 'fsync mark', 'fsync attempts/'];
const stage = (what: string): string[] => [`open new ${what}`, `write new ${what}`, `fsync new ${what}`];

/** The steps of a pass and of a sender. What is in no entry has nothing to do with the home. */
const entries: readonly Entry[] = [
  ['Pass', /^busy = busy\+1$/, ['rename lock']],
  ['Pass', /^newFence = 1$/, stage('fence')],
  ['Pass', /^lock==p$/, ['read lock']],
  ['Pass', /^lock!=p$/, ['read lock', 'unlink new fence']],
  ['Pass', /^owner = p$/, ['rename fence', 'fsync attempts/']],
  ['Pass', /^!newFence$/, ['rename fence', 'unlink new fence']],
  ['Pass', /^lock = 0$/, ['rename lock away']],

  ['assertOurs', /^owner==p$/, ['read fence']],
  ['assertOurs', /^owner!=p(?:&&owner!=0)?$/, ['read fence']],
  ['saveAttemptRecord', /^newRecord = 1$/, stage('record')],
  ['saveAttemptRecord', /^owner==p$/, ['read fence']],
  ['saveAttemptRecord', /^owner!=p(?:&&owner!=0)?$/, ['read fence', 'unlink new record']],
  ['saveAttemptRecord', /^(?:rdig = |gex = 0)/, ['rename record', 'fsync attempts/']],
  ['saveAttemptRecord', /^!newRecord$/, ['rename record', 'unlink new record']],
  ['removeAttemptFiles', /^unlink claim$/, ['unlink claim']],
  ['removeAttemptFiles', /^tmo = 0$/, ['stat mark', 'unlink mark?']],
  ['removeOwnFiles', /^msg = 0$/, ['unlink snapshot', 'unlink message', 'unlink output', 'unlink result']],

  ['listAttempts', /^list$/, ['list attempts/']],
  // Of what was listed; in which order is not said.
  ['listWithoutStaged', /^x = 0$/, ['unlink leftovers']],
  ['clearLeftovers', /^x = 0$/, ['unlink leftovers']],
  ['listOrphans', /^look at record$|^s<.*&&!rex$/, ['stat record']],
  ['listOrphans', /x = pending$/, ['stat pending']],
  ['listOrphans', /x = sent==0$/, ['stat sent']],
  ['listOrphans', /^read claim$/, ['read claim']],
  ['listOrphans', /x = snap!=0/, ['read snapshot']],
  ['readRecords', /^read record$/, ['stat record', 'read record?']],
  ['lookAtAttempt', /^read claim$/, ['read claim']],
  // Where its answer does not count, too.
  ['lookAtAttempt', /^look at mark$/, ['stat mark']],
  ['lookAtAttempt', /^e==7&&/, ['list /proc']],
  // Only of one that is open, or has no claim.
  ['lookAtAttempt', /^e!=7\|\|/, ['list /proc?']],
  ['findEnding', /out = tmo$/, ['stat mark']],
  ['endRunning', /^out = 1$/, mark],
  ['settle', /^owner==p&&|^owner!=p$/, ['read fence']],
  ['settle', /^run_[!=]=0$/, ['stat claim']],
  ['forgetIfForgotten', /x = pending$/, ['stat pending']],
  ['forgetIfForgotten', /x = held$/, ['stat held']],
  ['forgetIfForgotten', /^rdig = 0$/, ['unlink record']],
  ['putTakenAway', /x = taken!=0&&pending==taken$/, ['stat taken', 'read taken', 'read pending']],
  ['putTakenAway', /x = taken!=0&&sent==taken$/, ['read sent']],
  ['putTakenAway', /x = taken!=0&&held&taken$/, ['read held']],
  ['putTakenAway', /^unlink taken$/, ['unlink taken']],
  ['settleAttempts', /^!flight&&owner==p$|^owner!=p$/, ['read fence']],
  ['holdReport', /^held = /, ['link held', 'fsync held/']],
  ['holdReport', /^unlink taken$/, ['unlink taken', 'fsync attempts/']],
  ['holdReport', /^taken is gone$/, ['link held']],

  ['beginAttempt', /^msg = 1$/, ['open snapshot', 'write snapshot', 'open message', 'write message', 'open result']],
  ['prepareReport', /^dg1 = pending$/, ['read pending']],
  ['prepareReport', /^f1 = rflag$/, ['stat record', 'read record?']],
  ['prepareReport', /^sent[!=]=0$/, ['stat sent']],
  ['deliverReport', /^else$/, ['read pending']],
  // What was not there when pending/ was listed is not looked for.
  ['deliverReport', /^dg==0$/, ['read pending?']],
  ['deliverReport', /^read record$/, ['stat record', 'read record?']],
  ['deliverReport', /^sent[!=]=0$/, ['stat sent']],
  ['deliverReport', /^sent==dg$/, ['read sent', 'fsync sent/']],
  ['deliverReport', /^sent!=dg$/, ['read sent']],
  ['deliverReport', /^take from pending$/, ['rename taken']],
  ['deliverReport', /^rdig = 0$/, ['unlink record']],
  // What it prints into is made right before it is let go. What it sends is opened right behind that, to be synced.
  ['deliverReport', /^let go$/, ['open output', 'read snapshot']],
  ['deliverReport', /^owner==p&&|^owner!=p$/, ['read fence']],
  ['letGo', /^look at mark$/, ['stat mark']],
  ['letGo', /^read claim$/, ['read claim']],
  ['letGo', /tmo = 1$/, mark],

  ['linkSentBytes', /^1&&snap==dg$|^x = 1\|\|snap==dg$/, ['stat snapshot']],
  ['linkSentBytes', /^x = 1$/, ['link sent', 'fsync sent/']],
  ['linkSentBytes', /^snap!=0&&sent!=0$/, ['link sent']],
  ['linkSentBytes', /^snap==0$/, ['link sent']],
  // Behind a source that is gone.
  ['linkSentBytes', /^sent!=0$|^bad = 1$/, ['stat sent']],
  ['linkSentBytes', /^x = 0\|\|snap==dg$/, ['read snapshot']],
  ['linkSentBytes', /x = pending==dg$/, ['read pending']],
  ['linkSentBytes', /newSent = 1$/, stage('bytes')],
  ['linkSentBytes', /^sent = dg$/, ['link sent', 'fsync sent/']],
  ['linkSentBytes', /^link in vain$/, ['link sent']],
  ['linkSentBytes', /^z = 0$/, ['unlink new bytes']],
  ['commitSent', /^isConflict = 1$|sent==0\|\|sent==dg$/, ['stat sent', 'read sent?']],
  ['commitSent', /^take from pending$/, ['rename taken']],
  ['dealWithTaken', /^x!=0&&taken[!=]=dg$/, ['read taken']],
  ['dealWithTaken', /^unlink taken$/, ['unlink taken']],
  ['recordSent', /^rtok[!=]=0$/, ['stat record', 'read record?']],
  ['recordSent', /^rdig = 0$/, ['unlink record']],

  ['Sender', /&&!term&&msg$/, ['read message', 'open output']],
  ['Sender', /^run_ = s\+1$/, ['open claim']],
  ['Sender', /^rc = 1$/, ['write claim']],
  ['Sender', /^owner!=p\|\|term$/, ['read fence']],
  ['Sender', /^rc = 2$/, ['write claim']],
  ['Sender', /^owner==p&&!term$/, ['read fence']],
  ['Sender', /^rc = x$/, ['write claim']],
  // The send command of the tests.
  ['Sender', /^effects = /, ['read answer', 'open sends', 'write sends']],
  ['Sender', /^noes = /, ['read answer']],
  ['Sender', /^x = [1-9]$/, ['read end']],
];

const ofHome =
  /\b(?:pending|sent|held|owner|lock|rex|rflag|rbeh|rtok|rdig|rnum|run_|tmo|snap|msg|taken|newFence|newRecord|newSent|rc)\b/;

/** What names the home and is no step on it: properties, and what a step before it has concluded. */
const conclusions: readonly (readonly [inline: string, statement: RegExp])[] = [
  ['Env', /./],
  ['Pass', /^assert/],
  ['Pass', /^newFence = 0$/],
  ['Sender', /^assert|^code = |run_!=s\+1$|rc = 0$|^0\|\|term\|\|run_!=0$/],
  // One that was dismissed ends at its gate.
  ['Sender', /^shell==1&&term\|\|/],
  ['saveAttemptRecord', /^newRecord = 0$/],
  ['prepareReport', /^rtok!=0$/],
  ['deliverReport', /^dg = pending$|^x = dg!=0/],
  ['recordSent', /^!bad&&isConflict&&sent!=dg$/],
];

/** The calls by which the code makes a step of the model; 'unknown' for a step on the home that is in no entry. */
export function callsOf({ inline, statement }: ModelStep): readonly string[] | 'unknown' {
  const entry = entries.find(([name, pattern]) => name === inline && pattern.test(statement));
  if (entry !== undefined) return entry[2];
  if (conclusions.some(([name, pattern]) => name === inline && pattern.test(statement))) return [];
  return ofHome.test(statement) ? 'unknown' : [];
}

/** Calls of the code that are no steps of the model, each with the reason. */
export const notModelled: readonly (readonly [calls: RegExp, reason: string])[] = [
  [/^close /, 'nothing comes of the time when a file is closed'],
  [/^read \w+\/$/, 'a directory is opened to be synced; its sync is part of a step'],
  [/^(?:stat|mkdir|fsync) home\/$|^(?:stat|mkdir) \w+\/$/, 'the home is made, and looked at'],
  [/^\w+ new lock$|^stat lock$/, 'the lock from inside'],
  [/^(?:read|stat|list|rmdir|unlink) lock away$/, 'the lock from inside, where it is given back'],
  [/^\w+ last send$/, 'which send was let go last: it only matters where attempts/ was removed'],
  [/^(?:read|stat) result$/, 'what a send command says of the outcome: those of the model say it by their exit code'],
  [/^\w+ (?:\S+\.json|deliveries\.jsonl|tmp\/last-pass\.\w+)$/, 'no state depends on settings and logs'],
  [/^write output$/, 'what the send command prints'],
  [/^fsync snapshot$/, 'synced while the command runs; where that fails, the bytes are written anew'],
  [/^stat fence$|^list \/proc$/, 'whether there was a fence before: it only matters where attempts/ was removed'],
  [/^stat pending$/, 'the list of what is pending'],
];

/** Calls of the send command of the tests, which are no part of a delivery. */
export const ofSendCommand = /^(?:read (?:answer|end)|\w+ sends)$/;

/** Looks of a sender at a file that it opens then: that says the same. */
export const looksBeforeOpening = /^stat (?:fence|message|output|claim)$/;
