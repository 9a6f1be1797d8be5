"""Writes similarity.json: similarities fitted by scikit-image, and polygons filled by it.

Run with Debian's python3-skimage 0.19.3. scikit-image estimates by Umeyama's method.
"""
import json

import numpy as np
from skimage.draw import polygon2mask
from skimage.transform import SimilarityTransform

rng = np.random.default_rng(11)
fits = []
for k in range(12):
    points = int(rng.integers(2, 12))
    start = rng.normal(0, 50, (points, 2)) + rng.normal(0, 200, 2)
    t = rng.uniform(-np.pi, np.pi)
    scale = rng.uniform(0.1, 4)
    turn = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    end = scale * start @ turn.T + rng.normal(0, 300, 2)
    if k % 3 == 1:
        end += rng.normal(0, 5 * scale, end.shape)
    if k % 3 == 2:
        end[:, 0] *= -1  # a mirror image: the best similarity must not reflect
        end += rng.normal(0, 5, end.shape)
    transform = SimilarityTransform()
    assert transform.estimate(start, end)
    fits.append({"from": start.ravel().tolist(), "to": end.ravel().tolist(), "matrix": transform.params[:2].ravel().tolist()})

polygons = []
for k in range(6):
    corners = rng.uniform(-4, 44, (int(rng.integers(3, 9)), 2))
    mask = polygon2mask((40, 40), corners[:, ::-1])  # rows, columns
    polygons.append({"corners": corners.ravel().tolist(), "rows": ["".join("#" if p else "." for p in row) for row in mask]})
with open("similarity.json", "w") as file:
    json.dump({"fits": fits, "polygons": polygons}, file)
