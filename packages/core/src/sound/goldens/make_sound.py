"""Writes sound.json: cepstra, mel banks, spectral features and YIN of a drawn sound, by numpy and scipy.

    python3 make_sound.py

Definitions are those of librosa (filters.mel, feature.mfcc with power_to_db(top_db=80), feature.delta, spectral_centroid,
spectral_rolloff, spectral_flatness, zero_crossing_rate), of the HTK Book 3.4 (section 5), and of the YIN paper.
"""
import json
import os

import numpy as np
from scipy import fft, signal

RATE, LENGTH = 16000, 4800


def sound():
    state, noise = 12345, np.empty(LENGTH)
    for n in range(LENGTH):
        state = (1664525 * state + 1013904223) % 2**32
        noise[n] = state / 2**32 - 0.5
    t = np.arange(LENGTH) / RATE
    phase = 2 * np.pi * (430 * t + 200 * t * t)
    voice = sum(np.sin(k * phase) / k for k in range(1, 9))
    return (0.25 * voice * (0.3 + 0.7 * np.sin(2 * np.pi * 2 * t) ** 2) + 0.02 * noise).astype(np.float32).astype(float)


def mel_points(scale, bands, high):
    if scale == "htk":
        top = 2595 * np.log10(1 + high / 700)
        return 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595) - 1)
    step, brk, log_step = 200.0 / 3, 1000.0, np.log(6.4) / 27
    top = brk / step + np.log(high / brk) / log_step
    m = np.linspace(0, top, bands + 2)
    return np.where(m < brk / step, m * step, brk * np.exp(log_step * (m - brk / step)))


def bank(scale, bands, area):
    p = mel_points(scale, bands, RATE / 2)
    f = np.arange(257) * RATE / 512
    up = (f[None] - p[:-2, None]) / (p[1:-1] - p[:-2])[:, None]
    down = (p[2:, None] - f[None]) / (p[2:] - p[1:-1])[:, None]
    w = np.maximum(0, np.minimum(up, down))
    return w * (2 / (p[2:] - p[:-2]))[:, None] if area else w


def frames(x, size, hop):
    return np.lib.stride_tricks.sliding_window_view(x, size)[::hop]


def mfcc_librosa(x):
    f = frames(np.pad(x, 256), 512, 160)
    s = np.abs(fft.rfft(f * signal.get_window("hann", 512), axis=1)) ** 2
    db = 10 * np.log10(np.maximum(s @ bank("slaney", 40, True).T, 1e-10))
    db = np.maximum(db, db.max() - 80)
    c = fft.dct(db, type=2, norm="ortho", axis=1)[:, :13]
    return c, signal.savgol_filter(c, 9, 1, deriv=1, axis=0, mode="interp")


def mfcc_htk(x):
    f = frames(x * 32768, 400, 160).copy()
    f = np.concatenate([f[:, :1] * 0.03, f[:, 1:] - 0.97 * f[:, :-1]], axis=1)
    s = np.abs(fft.rfft(f * np.hamming(400), 512, axis=1))
    m = np.log(np.maximum(s @ bank("htk", 26, False).T, 1))
    n = np.arange(13)[:, None]
    j = np.arange(1, 27)[None]
    c = m @ (np.sqrt(2 / 26) * np.cos(np.pi * n / 26 * (j - 0.5))).T
    c *= np.where(n[:, 0] == 0, 1, 1 + 11 * np.sin(np.pi * n[:, 0] / 22))
    p = np.pad(c, ((2, 2), (0, 0)), mode="edge")
    return c, (p[3:-1] - p[1:-3] + 2 * (p[4:] - p[:-4])) / 10


def spectral(x):
    f = frames(np.pad(x, 256), 512, 160)
    s = np.abs(fft.rfft(f * signal.get_window("hann", 512), axis=1))
    hz = np.arange(257) * RATE / 512
    total = np.cumsum(s, axis=1)
    rolloff = np.array([hz[np.nonzero(row >= 0.85 * row[-1])[0][0]] for row in total])
    p = np.maximum(1e-10, s**2)
    share = s / s.sum(1, keepdims=True)
    return dict(
        centroid=(s * hz).sum(1) / s.sum(1),
        rolloff=rolloff,
        flatness=np.exp(np.log(p).mean(1)) / p.mean(1),
        flux=np.r_[0, np.sqrt((np.diff(share, axis=0) ** 2).sum(1))],
        rms=np.sqrt((f**2).mean(1)),
        crossings=(np.diff((f < -1e-10).astype(int), axis=1) != 0).sum(1) / 512,
    )


def yin(x, low=200, high=2000, threshold=0.15):
    size, longest, shortest = int(np.ceil(4 * RATE / low)), RATE // low + 1, RATE // high
    out = []
    for i in range(LENGTH * 100 // RATE + 1):
        first = i * 160 - (size + longest + 1) // 2
        at = np.arange(first, first + size + longest + 1)
        piece = np.where((at >= 0) & (at < LENGTH), x[np.clip(at, 0, LENGTH - 1)], 0)
        d = np.array([((piece[:size] - piece[lag:lag + size]) ** 2).sum() for lag in range(longest + 1)])
        r = np.r_[1, d[1:] * np.arange(1, longest + 1) / np.cumsum(d[1:])]
        under = [lag for lag in range(shortest, longest + 1) if r[lag] < threshold]
        if not under:
            out.append(0.0)
            continue
        lag = under[0]
        while lag < longest and r[lag + 1] < r[lag]:
            lag += 1
        a, b, c = np.polyfit([-1, 0, 1], d[lag - 1:lag + 2], 2) if lag < longest else (1, 0, 0)
        out.append(RATE / (lag - b / (2 * a)))
    return np.array(out)


def main():
    x = sound()
    lists = lambda a: np.round(a, 6).tolist()
    own, own_delta = mfcc_librosa(x)
    htk, htk_delta = mfcc_htk(x)
    golden = dict(
        sound=lists(x[:8]),
        slaney=[np.round(v, 9).tolist() for v in bank("slaney", 40, True)[[0, 5, 20, 39]]],
        htk=[np.round(v, 9).tolist() for v in bank("htk", 26, False)[[0, 5, 20, 25]]],
        cepstra=dict(
            librosa=dict(cepstrum=lists(own), deltas=lists(own_delta)),
            htk=dict(cepstrum=lists(htk), deltas=lists(htk_delta)),
        ),
        spectral={k: np.round(v, 9).tolist() for k, v in spectral(x).items()},
        yin=lists(yin(x)),
    )
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sound.json"), "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


main()
