import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A verdict never depends on time: this only ends a test that hangs.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 4,
    reporters: ['default', './test/closingLine.ts'],
  },
});
