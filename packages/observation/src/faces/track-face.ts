import type { FaceLook, FaceTracker } from '@wince/core';

/** A tracker for one recording, from its beginning; see `openFaceTracker`. Several may run side by side. */
export type TrackFace = (options?: { readonly look?: FaceLook; readonly shownWidth?: number }) => FaceTracker;
