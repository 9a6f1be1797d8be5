"""Writes sharpness.json: variance of the Laplacian by OpenCV over the mean local variance (7 x 7, cut off at the edge) by NumPy.

Run with opencv-python-headless 4. The picture is drawn; the mask is a disc.
"""
import base64
import json

import cv2
import numpy as np

REACH = 3
y, x = np.mgrid[0:64, 0:64].astype(np.float64)
rng = np.random.default_rng(5)
sharp = np.clip(128 + 60 * np.sin(x / 3) + 40 * np.cos(y / 5 + x / 9) + rng.normal(0, 6, x.shape), 0, 255).astype(np.uint8)
mask = (x - 30) ** 2 + (y - 33) ** 2 < 25**2
out = {"mask": base64.b64encode(mask.astype(np.uint8).tobytes()).decode(), "pictures": []}
for sigma in [0, 1, 2.5]:
    grey = sharp if sigma == 0 else cv2.GaussianBlur(sharp, (0, 0), sigma)
    edges = cv2.Laplacian(grey, cv2.CV_64F, ksize=1)
    local = [
        grey[max(r - REACH, 0):r + REACH + 1, max(c - REACH, 0):c + REACH + 1].astype(np.float64).var()
        for r, c in zip(*np.nonzero(mask))
    ]
    out["pictures"].append({
        "sigma": sigma, "grey": base64.b64encode(grey.tobytes()).decode(),
        "sharpness": float(edges[mask].var() / np.mean(local)),
    })
with open("sharpness.json", "w") as file:
    json.dump(out, file)
