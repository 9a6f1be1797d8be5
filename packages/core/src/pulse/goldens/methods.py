"""Writes methods.json: what the papers' formulas give for drawn colours of skin, by numpy and scipy.

POS is the workload of the benchmark (windows that move by a sample); CHROM learns the share of y inside the band, in windows that
overlap by half; PBV solves its system with numpy.linalg, LGI takes its plane from numpy.linalg.svd.

    python3 methods.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import signal

RATE, N, LOW, HIGH = 30.0, 240, 1.2, 4.0
draw = np.random.default_rng(11)
pulse = np.sin(2 * np.pi * 2.3 * np.arange(N) / RATE)
level = np.array([170.0, 120.0, 95.0])[:, None]
light = 1 + 0.02 * np.cumsum(draw.normal(size=N)) / 10
rgb = np.round(level * light * (1 + 0.004 * np.array([0.33, 0.77, 0.53])[:, None] * pulse + 0.002 * draw.normal(size=(3, N))), 4)
sos = signal.butter(3, [LOW, HIGH], "bandpass", fs=RATE, output="sos")
relative = rgb / rgb.mean(1, keepdims=True) - 1


def pos():
    w = 48
    out = np.zeros(N)
    for m in range(N - w + 1):
        c = rgb[:, m : m + w] / rgb[:, m : m + w].mean(1, keepdims=True)
        s = np.array([[0, 1, -1], [-2, 1, 1]]) @ c
        h = s[0] + s[1] * s[0].std() / s[1].std()
        out[m : m + w] += h - h.mean()
    return out


def chrom():
    w = 48
    project = np.array([[3, -2, 0], [1.5, 1, -1.5]])
    inside = signal.sosfiltfilt(sos, project @ (1 + relative))
    shape = signal.get_window("hann", w, fftbins=True)
    out = np.zeros(N)
    for m in range(-w // 2, N, w // 2):
        a, b = max(0, m), min(N, m + w)
        x, y = project @ (rgb[:, a:b] / rgb[:, a:b].mean(1, keepdims=True) - 1)
        out[a:b] -= shape[a - m : b - m] * (x - inside[0, a:b].std() / inside[1, a:b].std() * y)
    return out


def pbv():
    inside = signal.sosfiltfilt(sos, relative)
    signature = np.array([0.33, 0.77, 0.53])
    q = inside @ inside.T
    weights = np.linalg.solve(q + 1e-9 * np.trace(q) * np.eye(3), signature)
    return weights @ relative / (weights @ signature)


def lgi():
    u = np.linalg.svd(rgb, full_matrices=False)[0][:, 0]
    return ((np.eye(3) - np.outer(u, u)) @ rgb)[1] / rgb[1].mean()


golden = dict(
    versions=dict(numpy=np.__version__, scipy=scipy.__version__),
    rate=RATE, band=dict(low=LOW, high=HIGH),
    colours=dict(zip(("red", "green", "blue"), rgb.tolist())),
    signals=dict(zip(("red", "green", "blue"), relative.tolist()), pos=pos().tolist(), chrom=chrom().tolist(),
                 pbv=pbv().tolist(), lgi=lgi().tolist()),
)
pathlib.Path(__file__).with_name("methods.json").write_text(json.dumps(golden) + "\n")
