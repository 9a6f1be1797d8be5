import { expect, test, vi } from 'vitest';
import { main } from '../main.ts';

/** Calls the command. */
async function call(...words: readonly string[]): Promise<{ err: string; status: number }> {
  const err: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  process.exitCode = undefined;
  const status = await main(['node', 'wince', ...words]);
  vi.restoreAllMocks();
  return { status, err: err.join('\n') };
}

test.each([
  [['--band', '72-240'], 'Write hertz, not beats per minute'],
  [['--band', 'adult', '--gestational-age', '30'], 'A band and an age were both given.'],
  [['--postnatal-age', '3'], 'without the gestational age'],
  [['--gestational-age', '80'], 'No newborn has a gestational age of 80 weeks'],
])('%j is refused', async (words, message) => {
  const { status, err } = await call('pulse', 'none.mp4', ...words);
  expect(status).toBe(2);
  expect(err).toContain(message);
});
