/**
 * Monitoring: from the scores of frames to states, episodes and usable time, live or of a whole video.
 *
 * @module monitoring
 */

export type { MonitoringDocument } from '@wince/runtime';
export * from './core/monitoring.ts';
