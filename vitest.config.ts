import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/*.test.ts', 'tools/*.test.ts'],
    globalSetup: ['tests/shared-folder.ts'],
    reporters: ['default', './tests/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
