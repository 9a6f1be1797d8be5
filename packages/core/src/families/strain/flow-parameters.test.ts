import { expect, it } from 'vitest';
import { flowParameters } from './flow-parameters.ts';

it('refuses windows without a middle', () => {
  expect(() => flowParameters.parse({ window: 14 })).toThrow('odd');
  expect(flowParameters.parse({ window: 13 }).window).toBe(13);
});
