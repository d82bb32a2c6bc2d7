import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with the one line that machines read: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      if (module.errors().length > 0) counts.failed += 1;
    }
    const failed = counts.failed + counts.pending + unhandledErrors.length;
    // After the default reporter's summary, which is written in the same turn.
    process.once('exit', () =>
      process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`),
    );
  }
}
