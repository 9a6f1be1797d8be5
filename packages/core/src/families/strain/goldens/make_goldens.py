"""Strain of a drawn field by numpy.gradient, smoothing and peaks of drawn series by SciPy (Debian's python3-scipy).

    python3 make_goldens.py

Writes strain.json and peaks.json beside itself; two runs give the same bytes.
"""
import json
import os

import numpy as np
import scipy
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks, peak_prominences, peak_widths

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, value):
    with open(os.path.join(HERE, name), "w") as f:
        json.dump(value, f)
        f.write("\n")


width, height = 13, 9
y, x = np.mgrid[0:height, 0:width].astype(np.float64)
u = (2 * np.sin(0.4 * x + 0.3 * y) + 0.05 * x * y).astype(np.float32)
v = (1.5 * np.cos(0.2 * x - 0.5 * y) - 0.03 * x * x).astype(np.float32)
uy, ux = np.gradient(u.astype(np.float64))
vy, vx = np.gradient(v.astype(np.float64))
mag = np.sqrt(ux ** 2 + vy ** 2 + (uy + vx) ** 2 / 2)
write("strain.json", dict(numpy=np.__version__, width=width, height=height, u=u.ravel().tolist(), v=v.ravel().tolist(),
                          xx=ux.ravel().tolist(), yy=vy.ravel().tolist(), xy=((uy + vx) / 2).ravel().tolist(),
                          magnitude=mag.ravel().tolist()))

cases = []
for seed in range(4):
    rng = np.random.RandomState(seed)
    t = np.arange(200)
    raw = np.abs(sum(rng.rand() * np.exp(-((t - 200 * rng.rand()) / (3 + 9 * rng.rand())) ** 2) for _ in range(7))
                 + 0.03 * rng.randn(200))
    if seed == 1:
        raw = np.round(raw * 12) / 12                                       # plateaus
    smooth = gaussian_filter1d(raw, 3.0, mode="constant", truncate=4) / \
        gaussian_filter1d(np.ones(200), 3.0, mode="constant", truncate=4)
    series = raw if seed < 2 else smooth
    peaks, _ = find_peaks(series, prominence=0.05)
    prominences = peak_prominences(series, peaks)[0]
    half = peak_widths(series, peaks, rel_height=0.5)
    low = peak_widths(series, peaks, rel_height=0.9)
    high = peak_widths(series, peaks, rel_height=0.1)
    areas = []
    for p, prominence, l, r in zip(peaks, prominences, low[2], low[3]):
        inner = np.arange(int(np.floor(l)) + 1, int(np.ceil(r)))
        at = np.r_[l, inner, r]
        base = series[p] - prominence
        areas.append(float(np.trapz(np.interp(at, t, series) - base, at)))
    cases.append(dict(raw=raw.tolist(), smooth=smooth.tolist(), series=series.tolist(), peaks=peaks.tolist(),
                      heights=series[peaks].tolist(), prominences=prominences.tolist(), widths=half[0].tolist(),
                      middles=((high[2] + high[3]) / 2).tolist(), rise=(high[2] - low[2]).tolist(), areas=areas))
write("peaks.json", dict(scipy=scipy.__version__, cases=cases))
