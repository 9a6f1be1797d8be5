import { defineConfig } from 'vitest/config';

const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    reporters: ['default', './tests/reporter.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...patience,
          name: 'science',
          include: [
            'packages/{core,kernels,media,networks,observation,pages,phantom,workbench}/src/**/*.test.ts',
          ],
          // These packages keep no state: their test files share what a worker has loaded, which saves a third of their time.
          isolate: false,
        },
      },
      {
        test: {
          ...patience,
          name: 'machine',
          globalSetup: ['tests/shared-folder.ts'],
          include: ['packages/{runtime,server,cli}/src/**/*.test.ts', 'tests/*.test.ts', 'tools/*.test.ts'],
        },
      },
    ],
  },
});
