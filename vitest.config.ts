import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Unit tests are of the sources: what they import must not come from a build.
    alias: [
      {
        find: /^@owner-report\/(\w+)$/,
        replacement: `${fileURLToPath(new URL('packages', import.meta.url))}/$1/src/index.ts`,
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // A verdict never depends on time: this only ends a test that hangs.
    testTimeout: 900_000,
    hookTimeout: 120_000,
    maxWorkers: 4,
    reporters: ['default', './test/closingLine.ts'],
  },
});
