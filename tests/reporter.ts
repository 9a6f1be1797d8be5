import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** Ends a run with the groups that were skipped, each with its reason, and one plain line of counts. */
export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skippedGroups: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      for (const suite of module.children.allSuites()) {
        if (isSkippedGroup(suite)) skippedGroups.push(`${module.relativeModuleId}: ${suite.name}`);
      }
    }
    for (const name of skippedGroups) console.log(`skipped group: ${name}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`);
  }
}

function isSkippedGroup(suite: TestSuite): boolean {
  return suite.name.includes('[needs ') && suite.state() === 'skipped';
}
