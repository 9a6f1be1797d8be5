"""Writes image.json: a drawn picture, resized, warped and turned by OpenCV and scikit-image.

Run with Debian's python3-opencv 4.6.0 and python3-skimage 0.19.3. Arrays are base64 of bytes, row-major.
"""
import base64
import json

import cv2
import numpy as np
from skimage.transform import AffineTransform, warp


def pack(array):
    array = np.ascontiguousarray(array, dtype=np.uint8)
    return {"shape": list(array.shape), "base64": base64.b64encode(array.tobytes()).decode()}


def picture(width, height, seed):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    planes = []
    for k in range(3):
        plane = 120 + 60 * np.sin(x / (5 + 2 * k) + k) * np.cos(y / (7 - k)) + 30 * np.sin((x + y) / (3 + k))
        plane += rng.normal(0, 10, plane.shape)
        plane[(x - 20) ** 2 + (y - 15) ** 2 < 150 + 80 * k] += 70
        planes.append(np.clip(np.rint(plane), 0, 255))
    return np.dstack(planes).astype(np.uint8)


def numbers(m):
    return dict(zip("abcdef", [float(v) for v in np.asarray(m)[:2].ravel()]))


def exact(image, to_source, width, height, fine=1):
    """scikit-image in float64: bilinear, edge pixels repeated; `fine` x `fine` samples a pixel, averaged."""
    to_source = np.vstack([to_source, [0, 0, 1]])
    shift = np.array([[1 / fine, 0, (1 / fine - 1) / 2], [0, 1 / fine, (1 / fine - 1) / 2], [0, 0, 1]])
    out = warp(
        image.astype(np.float64),
        AffineTransform(matrix=to_source @ shift),
        output_shape=(height * fine, width * fine),
        order=1,
        mode="edge",
    )
    out = out.reshape(height, fine, width, fine, 3).mean(axis=(1, 3))
    return np.clip(np.floor(out + 0.5), 0, 255)


image = picture(48, 36, 7)
out = {"picture": pack(image), "grey": pack(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)), "resize": [], "warp": []}
for width, height, method in [
    (16, 12, "area"), (41, 29, "area"), (13, 30, "area"), (65, 51, "bilinear"), (32, 20, "bilinear"),
]:
    flag = cv2.INTER_AREA if method == "area" else cv2.INTER_LINEAR
    pixels = cv2.resize(image, (width, height), interpolation=flag)
    out["resize"].append({"width": width, "height": height, "method": method, "pixels": pack(pixels)})


def similarity(scale, degrees, x, y):
    t = np.deg2rad(degrees)
    return np.array([[scale * np.cos(t), -scale * np.sin(t), x], [scale * np.sin(t), scale * np.cos(t), y]])


enlarge = similarity(0.7, 23, 10.3, 2.6)
shear = np.array([[0.8, 0.3, 3.25], [-0.2, 0.6, 11.5]])
for name, m in [("similarity", enlarge), ("affine", shear)]:
    for border, flag in [(0, cv2.BORDER_CONSTANT), ("replicate", cv2.BORDER_REPLICATE)]:
        pixels = cv2.warpAffine(
            image, m, (40, 32), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=flag
        )
        out["warp"].append(
            {"name": f"OpenCV {name}", "map": numbers(m), "border": border, "width": 40, "height": 32, "pixels": pack(pixels)}
        )
    out["warp"].append(
        {"name": f"scikit-image {name}", "map": numbers(m), "border": "replicate", "width": 40, "height": 32,
         "pixels": pack(exact(image, m, 40, 32))}
    )
big = picture(130, 100, 8)
out["big"] = pack(big)
out["shrink"] = []
for scale, degrees in [(1.6, 37), (2.9, -64), (4.5, 170)]:
    m = similarity(scale, degrees, 0, 0)
    centre = m @ np.array([8.5, 7.5, 0])
    m[:, 2] = np.array([64.5, 49.5]) - centre
    out["shrink"].append(
        {"scale": scale, "map": numbers(m), "width": 18, "height": 16, "pixels": pack(exact(big, m, 18, 16, 12))}
    )
with open("image.json", "w") as file:
    json.dump(out, file)
