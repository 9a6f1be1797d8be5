"""Optical flow of drawn pictures by OpenCV's calcOpticalFlowFarneback (Debian's python3-opencv).

    python3 make_goldens.py

Writes, beside itself, flow.json (the cases) and for each case NAME-a.u8, NAME-b.u8 (the pictures, row by row) and
NAME.f32 (u and v of each pixel, row by row). Everything is drawn by formula: two runs give the same bytes.
"""
import json
import os

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
cv2.setNumThreads(1)


def texture(width, height, seed, warp):
    """Smooth blobs and stripes, drawn at warped coordinates so that the movement is not whole pixels."""
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = warp(x, y)
    value = np.zeros((height, width))
    for _ in range(60):
        cx, cy, s, a = rng.rand() * width, rng.rand() * height, 2 + 8 * rng.rand(), rng.randn()
        value += a * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * s * s))
    value += 0.4 * np.sin(0.31 * x + 0.17 * y) + 0.3 * np.sin(0.11 * x - 0.43 * y)
    return np.clip(np.rint(128 + 45 * value), 0, 255).astype(np.uint8)


def still(x, y):
    return x, y


def bulge(x, y, cx, cy, size, dx, dy):
    w = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * size * size))
    return x - dx * w, y - dy * w


CASES = [
    # name, width, height, warp, (pyr_scale, levels, winsize, iterations, poly_n, poly_sigma, gaussian)
    ("shift", 97, 71, lambda x, y: (x - 2.4, y + 1.3), (0.5, 3, 15, 3, 5, 1.2, False)),
    ("bulge", 128, 128, lambda x, y: bulge(x, y, 70, 60, 18, 3.0, -4.0), (0.5, 3, 15, 3, 5, 1.2, False)),
    ("gaussian", 128, 96, lambda x, y: bulge(x, y, 50, 50, 14, -2.0, 3.0), (0.5, 3, 21, 2, 7, 1.5, True)),
    ("scale", 110, 90, lambda x, y: bulge(x, y, 50, 40, 16, 3.0, 2.0), (0.7, 4, 9, 4, 5, 1.1, False)),
    ("flat", 64, 64, lambda x, y: (x + 0.6, y), (0.5, 0, 11, 1, 5, 1.2, False)),
]

cases = []
for seed, (name, width, height, warp, p) in enumerate(CASES):
    a, b = texture(width, height, seed, still), texture(width, height, seed, warp)
    flags = cv2.OPTFLOW_FARNEBACK_GAUSSIAN if p[6] else 0
    flow = cv2.calcOpticalFlowFarneback(a, b, None, *p[:6], flags)
    a.tofile(os.path.join(HERE, name + "-a.u8"))
    b.tofile(os.path.join(HERE, name + "-b.u8"))
    flow.astype("<f4").tofile(os.path.join(HERE, name + ".f32"))
    cases.append(dict(name=name, width=width, height=height, parameters=dict(
        pyramidScale=p[0], levels=p[1], window=p[2], iterations=p[3], neighbourhood=p[4], sigma=p[5],
        windowKind="gaussian" if p[6] else "box")))
with open(os.path.join(HERE, "flow.json"), "w") as f:
    json.dump(dict(opencv=cv2.__version__, cases=cases), f, indent=1)
    f.write("\n")
