#!/usr/bin/env python3
"""Expected numbers of LBP, HOG and Gabor by scikit-image, on a picture drawn here.

Debian 12: python3-skimage (0.19.3), python3-numpy (1.24.2).   python3 make_goldens.py
Writes picture.u8 (128 x 128), and little-endian arrays beside it; the names say the parameters.
Two runs give the same files.
"""
import os

import numpy as np
from skimage.feature import hog, local_binary_pattern
from skimage.filters import gabor_kernel
from scipy import ndimage

HERE = os.path.dirname(os.path.abspath(__file__))


def draw():
    """Waves of several lengths and directions, a disc, a flat patch at each end of the range, and noise."""
    y, x = np.mgrid[0:128, 0:128].astype(np.float64)
    grey = 120 + 40 * np.sin(x / 3.1 + y / 9.7) + 30 * np.cos((x - 2 * y) / 17.3) + 15 * np.sin(x * y / 900)
    grey[(x - 80) ** 2 + (y - 45) ** 2 < 400] += 50
    grey += np.random.default_rng(2018).normal(0, 6, grey.shape)
    grey[96:112, 8:40] = 255
    grey[100:120, 60:90] = 0
    grey[4:20, 100:124] = 201
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)


def write(name, array, kind):
    np.ascontiguousarray(array, kind).tofile(os.path.join(HERE, name))


def gabor_statistics(grey, scales, orientations, frequency, grid):
    values = []
    size = 128 // grid
    for s in range(scales):
        for o in range(orientations):
            kernel = gabor_kernel(frequency / np.sqrt(2) ** s, theta=o * np.pi / orientations, bandwidth=1, n_stds=3)
            image = grey.astype(np.float64)
            real = ndimage.convolve(image, kernel.real, mode='reflect')
            imaginary = ndimage.convolve(image, kernel.imag, mode='reflect')
            cells = np.hypot(real, imaginary).reshape(grid, size, grid, size)
            values.append(np.stack([cells.mean((1, 3)), cells.std((1, 3))], -1).ravel())
    return np.concatenate(values)


picture = draw()
write('picture.u8', picture, np.uint8)
for method, points, radius in (('default', 8, 1), ('ror', 8, 1), ('uniform', 8, 1), ('nri_uniform', 8, 1),
                               ('uniform', 16, 2), ('nri_uniform', 12, 1.5), ('uniform', 4, 1)):
    codes = local_binary_pattern(picture, points, radius, method)
    write(f'lbp-{method}-{points}-{radius}.u8', codes, np.uint8)
for method, points, radius, bits in (('uniform', 24, 3, 8), ('nri_uniform', 24, 3, 16), ('ror', 24, 3, 32), ('ror', 12, 2, 16)):
    codes = local_binary_pattern(picture, points, radius, method)
    write(f'lbp-{method}-{points}-{radius}.u{bits}', codes, f'<u{bits // 8}')
for orientations, cell, block, norm in ((9, 8, 2, 'L2-Hys'), (8, 16, 3, 'L2'), (12, 12, 1, 'L1')):
    values = hog(picture, orientations, (cell, cell), (block, block), block_norm=norm)
    write(f'hog-{orientations}-{cell}-{block}-{norm}.f32', values, '<f4')
for orientations, cell, block, norm, root in ((9, 8, 2, 'L1-sqrt', False), (9, 8, 2, 'L2-Hys', True), (8, 16, 2, 'L2', True),
                                              (12, 16, 1, 'L1', True), (9, 16, 3, 'L1-sqrt', True)):
    values = hog(picture, orientations, (cell, cell), (block, block), block_norm=norm, transform_sqrt=root)
    write(f'hog-{orientations}-{cell}-{block}-{norm}{"-root" if root else ""}.f32', values, '<f4')
for scales, orientations, frequency, grid in ((5, 8, 0.4, 1), (2, 3, 0.25, 4)):
    values = gabor_statistics(picture, scales, orientations, frequency, grid)
    write(f'gabor-{scales}-{orientations}-{frequency}-{grid}.f64', values, '<f8')
