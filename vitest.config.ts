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
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      // Their files share a process, which saves a tenth of the time: what they test runs in processes of its own.
      { extends: true, test: { name: 'commands', include: ['test/!(unit)/**/*.test.ts'], isolate: false } },
    ],
    // A verdict never depends on time: these only end what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    maxWorkers: 4,
    reporters: ['default', './test/closingLine.ts'],
  },
});
