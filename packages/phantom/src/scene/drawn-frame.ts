import type { RgbImage } from '@wince/core';
import { JAW_FALL, type PosedHead, poseHead } from '../head/deformation.ts';
import type { HeadModel } from '../head/head-model.ts';
import { earMesh, eyeMesh, gumMeshes, mouthMesh, tongueMesh } from '../head/parts.ts';
import { recall } from '../recall.ts';
import { computeNormals, copyOf, type Material, type Mesh } from '../render/mesh.ts';
import { type Camera, magnify, rasterise, type Visibility } from '../render/raster.ts';
import { expose, type Sensor } from '../render/sensor.ts';
import { SAMPLES, shade } from '../render/shade.ts';
import type { Subject } from '../subject/subject.ts';
import { pigment } from '../subject/tone.ts';
import { drawBackground, makeSheet, type Sheet } from './background.ts';
import { bedsideMeshes } from './bedside.ts';
import type { Pose, Scene } from './scene.ts';

const SKIN: Material = { gloss: 0.11, sharpness: 14, wrap: 0.42, living: 1 };

/** A drawn frame and what was drawn. */
export interface DrawnFrame {
  readonly image: RgbImage;
  readonly camera: Camera;
  readonly head: PosedHead;
  readonly meshes: readonly Mesh[];
  readonly seen: Visibility;
}

const sheetOf = recall<Sheet>();
const earsOf = recall<readonly Mesh[]>();

/**
 * Draws a frame. The same model and scene give the same bytes.
 *
 * @param spare a frame of the same size that is no longer needed: what it saw is overwritten, which saves room and time
 */
export function drawFrame(model: HeadModel, scene: Scene, spare?: DrawnFrame): DrawnFrame {
  const { shape, subject } = model;
  const camera = cameraOf(subject, scene);
  const posed: PosedHead = {
    positions: new Float32Array(3 * shape.grid.count),
    crease: new Float32Array(shape.grid.count),
  };
  poseHead(shape, model.basis, scene.actions, subject.asymmetry, posed);
  const { meshes: own, flush } = assemble(model, scene, posed);
  const { onFace, onBed } = bedsideMeshes(model, posed, own[0], scene.bedside, scene.cloth);
  turn([...own, ...onFace], subject.proportions.size, scene.pose);
  turn(onBed, subject.proportions.size, { yaw: 0, pitch: 0, roll: scene.pose.roll });
  const meshes = [...own, ...onFace, ...onBed];
  const fine = magnify(camera, SAMPLES);
  const seen = rasterise(fine, meshes, spare?.seen);
  const perCm = fine.pixelsPerCm * subject.proportions.size;
  const light = shade(seen, meshes, scene.light, scene, flush, [
    Math.max(1, Math.round(0.11 * perCm)),
    Math.max(2, Math.round(0.55 * perCm)),
  ]);
  const { cloth, size } = scene;
  const sheet = sheetOf(model, `${cloth} ${size}`, () => makeSheet(cloth, size));
  drawBackground(light, seen, sheet, scene);
  const image = expose(light, camera.width, camera.height, metered(subject, scene), [subject.id, scene.seed]);
  return { image, camera, head: posed, meshes, seen };
}

/** The camera opens up for dark skin, as its meter would, but not all the way. */
function metered(subject: Subject, scene: Scene): Sensor {
  const { sensor, light } = scene;
  const gain = light.infrared ? 1 : 1 + 0.9 * pigment(subject.monk) ** 1.5;
  return { ...sensor, exposure: sensor.exposure * gain };
}

function cameraOf(subject: Subject, scene: Scene): Camera {
  const { size } = scene;
  const p = subject.proportions;
  return {
    width: size,
    height: size,
    centreX: size * (0.5 + scene.shift[0]),
    centreY: size * (0.5 + scene.shift[1]),
    distance: 42,
    pixelsPerCm: (scene.fill * size) / (2 * 4.7) / (0.25 + 0.75 * p.size),
  };
}

function assemble(
  model: HeadModel,
  scene: Scene,
  posed: PosedHead,
): { meshes: Mesh[]; flush: Map<Mesh, Float32Array> } {
  const { shape, subject, skin } = model;
  const { actions } = scene;
  const normals = new Float32Array(posed.positions.length);
  computeNormals(posed.positions, shape.grid.triangles, normals);
  const head: Mesh = {
    name: 'skin',
    material: SKIN,
    positions: posed.positions.slice(),
    normals,
    albedo: skin.albedo,
    crease: posed.crease,
    triangles: shape.grid.triangles,
    twoSided: false,
  };
  const jawFall = JAW_FALL * actions.verticalStretch + 0.2 * actions.openLips;
  const ears = earsOf(model, '', () => [earMesh(shape, subject, -1), earMesh(shape, subject, 1)]).map(copyOf);
  const meshes = [
    head,
    ...shape.eyes.map((ball) => eyeMesh(ball, subject, scene.gaze)),
    mouthMesh(shape, posed, subject),
    ...gumMeshes(shape, jawFall),
    tongueMesh(shape, actions, jawFall),
    ...ears,
  ];
  const flush = new Map([[head, skin.flush]]);
  for (const ear of ears) flush.set(ear, new Float32Array(ear.positions.length / 3).fill(0.8));
  return { meshes, flush };
}

/** Scales and turns the head in front of the camera: yaw and pitch about its middle, then roll about the camera's axis. */
function turn(meshes: readonly Mesh[], size: number, pose: Pose): void {
  const rad = Math.PI / 180;
  const cy = Math.cos(pose.yaw * rad);
  const sy = Math.sin(pose.yaw * rad);
  const cp = Math.cos(-pose.pitch * rad);
  const sp = Math.sin(-pose.pitch * rad);
  const cr = Math.cos(-pose.roll * rad);
  const sr = Math.sin(-pose.roll * rad);
  const apply = (data: Float32Array, scale: number): void => {
    for (let i = 0; i < data.length; i += 3) {
      const x = data[i] * scale;
      const y = data[i + 1] * scale;
      const z = data[i + 2] * scale;
      const x1 = cy * x + sy * z;
      const z1 = -sy * x + cy * z;
      const y2 = cp * y - sp * z1;
      const z2 = sp * y + cp * z1;
      data[i] = cr * x1 - sr * y2;
      data[i + 1] = sr * x1 + cr * y2;
      data[i + 2] = z2;
    }
  };
  for (const mesh of meshes) {
    apply(mesh.positions, size);
    apply(mesh.normals, 1);
  }
}
