export * from './frame.ts';
export * from './head/actions.ts';
export * from './scene/bedside.ts';
export * from './scene/light.ts';
export * from './subject/proportions.ts';
export * from './subject/subject.ts';
export * from './subject/tone.ts';
