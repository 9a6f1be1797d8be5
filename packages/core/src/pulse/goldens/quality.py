"""Writes quality.json: de Haan and Jeanne's ratio by numpy, of drawn signals; the power spectrum is scipy's periodogram.

    python3 quality.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import signal

draw = np.random.default_rng(5)


def case(rate, n, low, hertz, strength):
    t = np.arange(n) / rate
    x = strength * (np.sin(2 * np.pi * hertz * t) + 0.4 * np.sin(4 * np.pi * hertz * t)) + draw.normal(size=n)
    x = np.round(x, 6)
    size = 1 << (2 * n - 1).bit_length()
    f, p = signal.periodogram(x, rate, "hann", nfft=size, detrend=False)
    near = (np.abs(f - hertz) <= 0.1) | (np.abs(f - 2 * hertz) <= 0.2)
    counted = (f >= low) & (f <= 8)
    ratio = 10 * np.log10(p[counted & near].sum() / p[counted & ~near].sum())
    return dict(rate=rate, low=low, hertz=hertz, signal=x.tolist(), snr=float(ratio))


golden = dict(
    versions=dict(numpy=np.__version__, scipy=scipy.__version__),
    cases=[case(30.0, 200, 1.2, 2.1, 1.0), case(30.0, 200, 1.2, 3.9, 0.5), case(25.0, 150, 0.65, 0.7, 0.0), case(12.0, 96, 1.2, 3.5, 2.0)],
)
pathlib.Path(__file__).with_name("quality.json").write_text(json.dumps(golden) + "\n")
