import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Says why each test was skipped and once more what failed, and ends the output with the one line that machines read: `N passed, N failed, N
 * skipped`. A test that was skipped without a reason has failed, unless only some tests were asked for.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const unexplained = skipped.filter((test) => reasonOf(test) === undefined && !isNarrowed(test));
    for (const test of skipped)
      if (!isNarrowed(test)) console.warn(`SKIPPED: ${test.fullName}: ${reasonOf(test) ?? 'NO REASON'}`);
    if (unexplained.length > 0) process.exitCode = 1;
    for (const text of findFailures(modules, unhandledErrors)) console.warn(`FAILED: ${text}`);
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const failed = count('failed') + count('pending') + broken + unexplained.length;
    // After the default reporter's summary, which is written in the same turn.
    process.once('exit', () =>
      process.stdout.write(
        `${count('passed')} passed, ${failed} failed, ${skipped.length - unexplained.length} skipped\n`,
      ),
    );
  }
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function findFailures(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): string[] {
  const told = (where: string, error: unknown) => `${where}: ${String(errorText(error)).split('\n', 1)[0]}`;
  return [
    ...modules.flatMap((module) => [
      ...module.errors().map((error) => told(module.moduleId, error)),
      ...[...module.children.allTests('failed')].map((test) =>
        told(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors?.[0]),
      ),
    ]),
    ...unhandledErrors.map((error) => told('outside the tests', error)),
  ];
}

function errorText(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
}

// `-t NAME` skips all others.
function isNarrowed({ project }: TestCase): boolean {
  return project.config.testNamePattern !== undefined;
}
