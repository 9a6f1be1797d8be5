import { workerData } from 'node:worker_threads';
import { type Outcome, outcomeOf } from '../workers.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import { openExtractor } from './picture-features.ts';

// Piscina hands its own data in front of ours.
const setup: ExtractionSetup = workerData[1];
const extractor = openExtractor(setup);

export default function work(task: ExtractionTask): Promise<Outcome<FoundFace>> {
  return outcomeOf(async () => (await extractor).extract(task));
}
