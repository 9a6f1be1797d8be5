import { describe, expect, test } from 'vitest';
import { LANDMARK, LANDMARKS } from './landmarks.ts';
import { headPose } from './pose.ts';

/** A flat face that looks at the camera but for the mesh's lean, turned in space. Depth grows away from the camera. */
function turned(yaw: number, pitch: number, roll: number) {
  const landmarks = new Float64Array(LANDMARKS * 2);
  const depth = new Float64Array(LANDMARKS);
  const lean = 1.85 * Math.tan((2.7 * Math.PI) / 180);
  const face: readonly (readonly [number, number, number, number])[] = [
    [LANDMARK.rightEyeOuter, -0.5, 0, 0],
    [LANDMARK.leftEyeOuter, 0.5, 0, 0],
    [LANDMARK.rightEyeInner, -0.2, 0, 0],
    [LANDMARK.leftEyeInner, 0.2, 0, 0],
    [LANDMARK.rightFaceSide, -0.75, 0.25, 0.7],
    [LANDMARK.leftFaceSide, 0.75, 0.25, 0.7],
    [LANDMARK.foreheadTop, 0, -0.6, 0],
    [LANDMARK.chinBottom, 0, 1.25, lean],
  ];
  const rotate = (degrees: number, u: number, v: number): [number, number] => {
    const t = (degrees * Math.PI) / 180;
    return [Math.cos(t) * u - Math.sin(t) * v, Math.sin(t) * u + Math.cos(t) * v];
  };
  for (const [index, x0, y0, z0] of face) {
    // Looking up brings the chin nearer; turning to the own left takes the left side away.
    const [y1, z1] = rotate(-pitch, y0, z0);
    const [x2, z2] = rotate(yaw, x0, z1);
    const [x3, y3] = rotate(roll, x2, y1);
    landmarks[2 * index] = 300 + 100 * x3;
    landmarks[2 * index + 1] = 200 + 100 * y3;
    depth[index] = 100 * z2;
  }
  return headPose(landmarks, depth);
}

describe('the pose of a head', () => {
  test.each([
    { yaw: 0, pitch: 0, roll: 0 },
    { yaw: 30, pitch: 0, roll: 0 },
    { yaw: -30, pitch: 0, roll: 0 },
    { yaw: 0, pitch: 20, roll: 0 },
    { yaw: 0, pitch: -20, roll: 0 },
    { yaw: 0, pitch: 0, roll: 90 },
    { yaw: 0, pitch: 0, roll: 180 },
    { yaw: 20, pitch: 0, roll: -120 },
    { yaw: 0, pitch: 15, roll: 37 },
    { yaw: 25, pitch: -10, roll: 60 },
  ])('yaw $yaw, pitch $pitch, roll $roll', ({ yaw, pitch, roll }) => {
    const pose = turned(yaw, pitch, roll);
    expect(pose.yaw).toBeCloseTo(yaw, 6);
    expect(pose.pitch).toBeCloseTo(pitch, 6);
    expect(Math.cos(((pose.roll - roll) * Math.PI) / 180)).toBeCloseTo(1, 9);
  });
});
