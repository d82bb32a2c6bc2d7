import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { listProcesses } from '@owner-report/spool';

import { type FaultyCommand, startWithFault } from '../faults/injection.ts';
import { type TestHome, until } from '../harness.ts';
import { environmentOfPass } from './environmentOfPass.ts';
import { type HomeCall, readHomeCall } from './homeCalls.ts';
import { looksBeforeOpening, notModelled, ofSendCommand } from './vocabulary.ts';

/** The pass itself, or its sender: the shell that waits, and the send command. */
export type Who = 'Pass' | 'Sender';

/** What the code did where the model took another step. */
export class OutOfStepError extends Error {}

/** A pass each of whose calls is made when the test says so, its sender's too. */
export class GatedPass {
  readonly #home: TestHome;
  readonly #mark: string;
  readonly #command: FaultyCommand;
  readonly #calls: HomeCall[] = [];
  readonly #released = new Set<number>();
  #hasEnded = false;

  /**
   * Starts it.
   * @param number 1 for the first pass of the test
   * @param dirs of files that its send command opens, whose calls wait, too
   */
  constructor(home: TestHome, number: number, args: string[], dirs: string[] = []) {
    this.#home = home;
    this.#mark = `TEST_PASS=${number} of ${home.base}`;
    this.#command = startWithFault(home, { at: 'each', effect: 'WAIT' }, 'watchdog', args, {
      dirs: [home.dir, ...dirs],
      countsLooks: true,
      env: { ...environmentOfPass(number), TEST_PASS: this.#mark.slice('TEST_PASS='.length) },
    });
    void this.#command.child.then(() => (this.#hasEnded = true));
  }

  /** Has calls made, in this order, and waits until they are. @throws OutOfStepError where it makes another one */
  async make(who: Who, words: readonly string[]): Promise<void> {
    for (const one of words) {
      if (one === 'unlink leftovers') await this.#clear();
      else if (!one.endsWith('?')) await this.#makeOne(who, one);
      else await this.#makeIfNext(who, one.slice(0, -1));
    }
  }

  /** Lets it go on until it is about to make this call. @throws OutOfStepError where it never does */
  async goTo(who: Who, words: string): Promise<void> {
    for (;;) {
      const call = await this.#next(who);
      if (call === undefined) throw new OutOfStepError(`it has ended without: ${words}`);
      if (call.words === words) return;
      await this.#release(call);
    }
  }

  /** Lets it go on to its end, its sender too, whatever it does. */
  async goOn(): Promise<{ exitCode?: number | undefined; stdout: unknown; stderr: unknown }> {
    await until('its end', async () => {
      for (const call of [...this.#waiting('Pass'), ...this.#waiting('Sender')]) await this.#release(call);
      return this.#hasEnded;
    });
    return await this.#command.child;
  }

  /**
   * Lets it go to its end, which is no step any more.
   * @param isRobbedInVain whether the pass that robbed it in the model found nothing to do, and left it the lock to give back
   * @throws OutOfStepError where it makes a call that is one
   */
  async end(isRobbedInVain: boolean): Promise<void> {
    for (;;) {
      const call = await this.#next('Pass');
      if (call === undefined) break;
      const isGivenBack = isRobbedInVain && call.words === 'rename lock away';
      if (!isGivenBack && !isPassedOver('Pass', call)) throw this.#outOfStep('Pass', call, 'its end');
      await this.#release(call);
    }
    await this.#command.child;
  }

  /** Whether it ended by itself before it took the lock: it found nothing to do. */
  async hadNothingToDo(): Promise<boolean> {
    for (;;) {
      const call = await this.#next('Pass');
      if (call === undefined) return true;
      if (call.words === 'rename lock') return false;
      await this.#release(call);
    }
  }

  /** Kills the pass, and waits until it is dead. A sender that was let go lives on. */
  async kill(): Promise<void> {
    this.#command.child.kill('SIGKILL');
    await this.#command.child;
  }

  /** Kills the sender: its shell alone, or all of it. */
  async killSender(what: 'shell' | 'group'): Promise<void> {
    const [group = 0] = await until('the sender', async () => {
      for (const call of this.#waiting('Pass')) if (isNoStep(call)) await this.#release(call);
      const found = this.#senders().map(({ processGroup }) => processGroup);
      return found.length > 0 && found;
    });
    process.kill(what === 'group' ? -group : group, 'SIGKILL');
    await until('its death', () => !this.#senders().some(({ pid }) => what === 'group' || pid === group));
  }

  /** Waits until nothing of its sender is there any more. */
  async senderEnded(): Promise<void> {
    await until('the end of the sender', async () => {
      for (const call of this.#waiting('Sender'))
        if (isPassedOver('Sender', call) || ofSendCommand.test(call.words)) await this.#release(call);
      return this.#senders().length === 0;
    });
  }

  /** Ends what is left of it. */
  dispose(): void {
    this.#command.child.kill('SIGKILL');
    for (const { pid } of this.#senders()) process.kill(pid, 'SIGKILL');
  }

  /** How it ended. */
  async result(): Promise<{ exitCode?: number | undefined; stderr: unknown }> {
    return await this.#command.child;
  }

  async #makeIfNext(who: Who, words: string): Promise<void> {
    for (;;) {
      const call = await this.#next(who);
      if (call?.words === words) return await this.#release(call);
      if (call === undefined || !isNoStep(call)) return;
      await this.#release(call);
    }
  }

  async #makeOne(who: Who, words: string): Promise<void> {
    for (;;) {
      const call = await this.#next(who);
      if (call === undefined) throw new OutOfStepError(`${who} has ended; the model goes on with: ${words}`);
      await this.#passOver(who, call, words);
      // Who finds the lock taken, and old, makes the call in vain first.
      if (call.words === words && (words !== 'rename lock' || this.#holds(call.pid))) return;
    }
  }

  #holds(pid: number): boolean {
    const path = join(this.#home.dir, 'lock', 'holder.json');
    return readOrNothing(path).includes(`"pid":${pid},`);
  }

  async #passOver(who: Who, call: HomeCall, words: string): Promise<void> {
    const isBeforeLock = words === 'rename lock';
    if (call.words !== words && !isBeforeLock && !isPassedOver(who, call)) throw this.#outOfStep(who, call, words);
    await this.#release(call);
  }

  // They are removed in the order of their names, and in the model in one of its own.
  async #clear(): Promise<void> {
    for (;;) {
      const call = await this.#next('Pass');
      if (call === undefined || !call.words.startsWith('unlink ')) return;
      await this.#release(call);
    }
  }

  #outOfStep(who: Who, call: HomeCall, words: string): OutOfStepError {
    const before = this.#all(who).map((one) => one.words);
    const last = before.slice(-12).join('\n');
    return new OutOfStepError(`the next step of the model is: ${words}; the code makes: ${call.words}\n${last}`);
  }

  /** The call that it waits for next; undefined when it has ended. */
  #next(who: Who): Promise<HomeCall | undefined> {
    return until(`a call of the ${who}`, async () => {
      // One may wait for the other.
      for (const call of this.#waiting(who === 'Pass' ? 'Sender' : 'Pass'))
        if (isNoStep(call)) await this.#release(call);
      const [call] = this.#waiting(who);
      if (call !== undefined) return { call };
      return who === 'Pass' && this.#hasEnded ? { call: undefined } : undefined;
    }).then(({ call }) => call);
  }

  #waiting(who: Who): HomeCall[] {
    return this.#all(who).filter(({ number }) => !this.#released.has(number));
  }

  #all(who: Who): HomeCall[] {
    const lines = this.#command.calls();
    for (const line of lines.slice(this.#calls.length)) this.#calls.push(readHomeCall(this.#home.dir, line));
    return this.#calls.filter(({ program }) => (program === 'node') === (who === 'Pass'));
  }

  /** The processes that it has started and that live, in a group of their own as a sender is. */
  #senders(): { pid: number; processGroup: number }[] {
    const here = statOf(process.pid)?.processGroup;
    return listProcesses().flatMap((pid) => {
      const stat = statOf(pid);
      const isApart = stat !== undefined && stat.processGroup !== here;
      if (!isApart || !readOrNothing(`/proc/${pid}/environ`).split('\0').includes(this.#mark)) return [];
      return [{ pid, processGroup: stat.processGroup }];
    });
  }

  async #release({ number, pid }: HomeCall): Promise<void> {
    this.#released.add(number);
    this.#command.make(number);
    await until('a call to be made', () => this.#command.isMade(number) || statOf(pid) === undefined);
  }
}

function isPassedOver(who: Who, call: HomeCall): boolean {
  // A look whose answer does not count in the model.
  const isLook = (who === 'Sender' ? looksBeforeOpening : /^(?:stat|read|list) /).test(call.words);
  return isLook || isNoStep(call);
}

function isNoStep({ words }: HomeCall): boolean {
  return notModelled.some(([pattern]) => pattern.test(words));
}

/** A process that lives. */
function statOf(pid: number): { processGroup: number } | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  const [state = '', , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === '' || 'ZX'.includes(state) ? undefined : { processGroup: Number(group) };
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
