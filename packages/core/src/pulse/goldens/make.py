"""Writes signals.json: detrending by numpy from its definition as a dense system, the band-pass by scipy's butter and sosfiltfilt.

    python3 make.py

Everything is drawn from a fixed seed; no recording is involved.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import signal

draw = np.random.default_rng(7)
walk = lambda n: np.round(draw.normal(size=n).cumsum() + 100, 5)


def detrended(n, smoothness):
    z = walk(n)
    d2 = np.diff(np.eye(n), n=2, axis=0)
    trend = np.linalg.solve(np.eye(n) + smoothness**2 * d2.T @ d2, z)
    return dict(smoothness=smoothness, signal=z.tolist(), detrended=(z - trend).tolist())


def band_passed(n, rate, low, high):
    z = walk(n)
    sos = signal.butter(3, [low, high], "bandpass", fs=rate, output="sos")
    return dict(rate=rate, low=low, high=high, signal=z.tolist(), filtered=signal.sosfiltfilt(sos, z).tolist())


golden = dict(
    versions=dict(numpy=np.__version__, scipy=scipy.__version__),
    detrended=[detrended(60, 1.0), detrended(90, 30.0), detrended(5, 10.0)],
    band_passed=[
        band_passed(150, 30.0, 1.2, 4.0),
        band_passed(120, 30.0, 0.65, 3.25),
        band_passed(40, 25.0, 0.5, 10.0),
    ],
)
pathlib.Path(__file__).with_name("signals.json").write_text(json.dumps(golden) + "\n")
