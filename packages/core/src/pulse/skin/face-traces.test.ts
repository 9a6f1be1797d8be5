import { describe, expect, it } from 'vitest';
import { type DrawnSkin, drawnSkin, landmarksOf } from './drawn-skin.fixture.ts';
import { openFaceTracing } from './face-traces.ts';
import { skinColours } from './frame-colours.ts';
import { medianSkin, skinWeight } from './skin-colour.ts';
import { labelSkin, SKIN_REGIONS } from './skin-regions.ts';

/** The traces of a drawn face that is followed in every third frame. */
function traced(drawn: DrawnSkin, every = 3) {
  const tracing = openFaceTracing();
  drawnSkin(drawn).forEach(({ frame, tracked }, i) => {
    if (i % every !== 0) {
      tracing.between(frame);
      return;
    }
    tracing.frame(frame);
    tracing.tracked(tracked);
  });
  return tracing.traces();
}

describe('the colour of a face', () => {
  it('is measured in every frame, also between those in which the face is followed', () => {
    const pulse = (time: number) => Math.sin(2 * Math.PI * 2 * time);
    const { times, skin } = traced({ seconds: 2, rate: 30, pulse });
    expect(times.length).toBe(60);
    expect(skin.map(({ name }) => name)).toEqual(SKIN_REGIONS);
    const face = skin[SKIN_REGIONS.indexOf('face')];
    // Behind the last followed frame nobody knows where the face is.
    expect([...face.green.slice(0, 58)].every(Number.isFinite)).toBe(true);
    expect([...face.green.slice(58)].every(Number.isNaN)).toBe(true);
    const mean = face.green.slice(0, 58).reduce((sum, value) => sum + value, 0) / 58;
    // The noise of the mean of some 600 pixels is 0.0007.
    for (let i = 0; i < 58; i++)
      expect(Math.abs(face.green[i] / mean - 1 - 0.01 * pulse(times[i]))).toBeLessThan(0.003);
  });

  it('moves with the mesh, and is nowhere where the face cannot be used', () => {
    const { skin, motion } = traced({
      ...{ seconds: 1, rate: 30, shift: (time) => 4 * time },
      usable: (time) => time < 0.45 || time > 0.75,
    });
    for (const { green, skin: share } of skin) {
      const seen = [...green.keys()].filter((i) => Number.isFinite(green[i]));
      expect(seen).toContain(11);
      expect(seen).not.toContain(17);
      for (const i of seen) expect(share[i]).toBeGreaterThan(0.85);
    }
    // Eyes are 0.34 of 48 pixels apart.
    expect(motion.x[12]).toBeCloseTo((4 * 12) / 30 / (0.34 * 48), 3);
  });

  it('is measured where something covers a part of the face, and not where another fault is told', () => {
    for (const name of ['covered', 'unsure'] as const) {
      const tracing = openFaceTracing();
      for (const { frame, tracked } of drawnSkin({ seconds: 0.2, rate: 30 })) {
        tracing.frame(frame);
        const faults = [{ name, reason: name }];
        const analysis = { ...tracked.analysis, status: 'poor-quality' as const };
        if (analysis.status === tracked.analysis.status || !('landmarks' in analysis)) continue;
        tracing.tracked({ ...tracked, analysis, faults });
      }
      const { green } = tracing.traces().skin[SKIN_REGIONS.indexOf('face')];
      expect([...green].map(Number.isFinite), name).toEqual(Array(6).fill(name === 'covered'));
    }
  });

  it('leaves out highlights, hair and tape', () => {
    const [{ frame }] = drawnSkin({ seconds: 0.1, rate: 30 });
    const pixels = labelSkin(landmarksOf(48), frame.image);
    const skin = medianSkin(frame.image, pixels);
    if (!skin) throw new Error('a face has a colour');
    expect(skin.red).toBeCloseTo(168 / 382, 1);
    const forehead = SKIN_REGIONS.indexOf('forehead');
    const before = skinColours(frame.image, pixels, skin)[forehead];
    expect(before.skin).toBeGreaterThan(0.95);
    const spots = [
      [255, 255, 255],
      [30, 20, 15],
      [200, 215, 235],
    ];
    for (const [r, g, b] of spots) expect(skinWeight(r, g, b, skin)).toBe(0);
    const data = Uint8Array.from(frame.image.data);
    for (let x = 18; x < 30; x += 2) data.set(spots[x % 3], 3 * (13 * 48 + x));
    const spotted = skinColours({ ...frame.image, data }, pixels, skin)[forehead];
    expect(spotted.skin).toBeLessThan(before.skin);
    expect(Math.abs(spotted.green - before.green)).toBeLessThan(0.5);
  });

  it('has a background beside it that flickers with the light and has no pulse', () => {
    const wave = (hertz: number) => (time: number) => Math.sin(2 * Math.PI * hertz * time);
    const { times, background } = traced({
      ...{ seconds: 4, rate: 30, pulse: wave(2), light: (time) => 0.01 * wave(3)(time) },
    });
    const { green } = background[background.length - 1];
    const size = (hertz: number) => {
      let [re, im] = [0, 0];
      for (let i = 0; i < 90; i++) {
        re += green[i] * Math.cos(2 * Math.PI * hertz * times[i]);
        im += green[i] * Math.sin(2 * Math.PI * hertz * times[i]);
      }
      return Math.hypot(re, im) / 45;
    };
    expect(size(3)).toBeGreaterThan(1);
    expect(size(2)).toBeLessThan(0.1);
  });

  it('is forgotten before a time', () => {
    const tracing = openFaceTracing();
    for (const { frame, tracked } of drawnSkin({ seconds: 1, rate: 10 })) {
      tracing.frame(frame);
      tracing.tracked(tracked);
      tracing.strain(frame.time, new Float64Array(SKIN_REGIONS.length));
    }
    tracing.forget(0.55);
    const { times, strain } = tracing.traces();
    expect([...times].map((time) => time.toFixed(1))).toEqual(['0.6', '0.7', '0.8', '0.9']);
    expect(strain.length).toBe(4);
  });
});
