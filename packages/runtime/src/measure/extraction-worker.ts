import { workerData } from 'piscina';
import { type Outcome, outcomeOf } from '../execute/index.ts';
import type { ExtractionSetup, ExtractionTask, ObservedRow } from './extraction.ts';
import { openExtractor } from './recording-extractor.ts';

const setup: ExtractionSetup = workerData;
const extractor = openExtractor(setup);

export default function work(task: ExtractionTask): Promise<Outcome<readonly ObservedRow[]>> {
  return outcomeOf(async () => (await extractor).extract(task));
}
