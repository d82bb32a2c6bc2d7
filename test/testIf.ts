import { execFileSync } from 'node:child_process';

import { test, type TestContext } from 'vitest';

type Work = (context: TestContext) => void | Promise<void>;

/**
 * `test` where what it needs is there; elsewhere a test that is skipped for this reason. The closing line tells the
 * reason, and counts a test that is skipped without one as failed.
 */
export function testIf(isThere: boolean, reason: string): (title: string, work: Work, timeoutMs?: number) => void {
  // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- both are the caller's
  return (title, work, timeoutMs) => test(title, isThere ? work : (context) => context.skip(reason), timeoutMs);
}

/** `test` where a program is installed. CI must have it. */
export function testWith(program: string): ReturnType<typeof testIf> {
  return testIf(hasProgram(program), `needs ${program}; none may be missing in CI`);
}

/** Whether a program is there. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
