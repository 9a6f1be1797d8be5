"""Trains the check of covering and writes packages/core/src/face/covering/weights.ts:

    npx node tools/covering-samples.ts samples.json
    python3 tools/train_covering.py samples.json packages/core/src/face/covering/weights.ts

Run with NumPy 2. Prints how many faces of each kind are called covered by models that have not seen their subjects.
"""
import json
import sys

import numpy as np

# In cells of the registered grey face: left, top, right, bottom. As COVER_BOXES in region-cells.ts.
BOXES = {"mouth": (3, 8, 13, 16), "eyes": (2, 3, 14, 7), "brow": (2, 1, 14, 4), "nose": (5, 5, 11, 10)}
# The values of a cell in the mirror image: directions of edges change places, colours stay.
MIRROR = [0, 7, 6, 5, 4, 3, 2, 1, 8, 9, 10]
PENALTY = {"mouth": 0.001, "eyes": 0.001, "brow": 0.0003, "nose": 0.001}
# So many bare faces may be called covered, in cross-validation.
BARE = {"mouth": 0.009, "eyes": 0.008, "brow": 0.006, "nose": 0.007}
# What is told of what covers a region, by what was laid over it.
CAUSES = {
    "mouth": {"soother": ["soother"], "mask": ["mask"], "tape": ["tape"], "hand": ["hand", "handOnMouth"], "blanket": ["blanket", "cloth"]},
    "brow": {"cap": ["cap"], "hand": ["hand", "handOnEye"], "blanket": ["blanket", "cloth"]},
}
# A cause is told from the decision value on from which so many of the faces of which it is told have it, in cross-validation.
SURE = 0.96
FOLDS = 5
MOST = 4


def fit(a, y, c):
    """Logistic regression with an L2 penalty on standardised columns, by Newton's method."""
    mean, deviation = a.mean(0), a.std(0) + 1e-6
    x = np.hstack([(a - mean) / deviation, np.ones((len(a), 1))])
    w = np.zeros(x.shape[1])
    penalty = np.eye(len(w))
    penalty[-1, -1] = 1e-6
    for _ in range(10):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = c * x.T @ (p - y) + penalty @ w
        step = np.linalg.solve(c * (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + penalty, gradient)
        w -= step
        if abs(step).max() < 1e-4:
            break
    weights = w[:-1] / deviation
    return weights, w[-1] - weights @ mean


def train(plain, mirrored, y, bare, c):
    both = np.concatenate([plain[bare], mirrored[bare]])
    mean, deviation = both.mean(0), both.std(0) + 0.02
    weights, intercept = fit(values(np.concatenate([plain, mirrored]), mean, deviation), np.tile(y, 2), c)
    return mean, deviation, weights, intercept


def values(cells, mean, deviation):
    held = ((cells - mean) / deviation).reshape(len(cells), -1).clip(-MOST, MOST)
    return np.hstack([held, abs(held)])


samples = json.load(open(sys.argv[1]))
cells = np.array([s["cells"] for s in samples]).reshape(len(samples), 16, 16, 11)
kinds = np.array([s["kind"] for s in samples])
sources = np.array([s["from"] for s in samples])
subjects = np.array([s["subject"] for s in samples])
names = np.random.RandomState(0).permutation(np.unique(subjects))
fold = np.array([{n: i % FOLDS for i, n in enumerate(names)}[s] for s in subjects])


def causes_of(region, plain, mirrored, scale, called):
    """For each cause the weights on signed values that tell it from the others, where the region is called covered."""
    mean, deviation = scale
    held = lambda cells: ((cells - mean) / deviation).reshape(len(cells), -1).clip(-MOST, MOST)
    x, turned = held(plain), held(mirrored)
    known = np.isin(kinds, sum(CAUSES[region].values(), [])) & (hidden >= 0.5)
    told_causes = {}
    for cause, own_kinds in CAUSES[region].items():
        own = np.isin(kinds, own_kinds).astype(float)
        raw = np.zeros(len(samples))
        for k in range(FOLDS):
            rows, test = known & (fold != k), fold == k
            weights, intercept = fit(np.concatenate([x[rows], turned[rows]]), np.tile(own[rows], 2), 0.001)
            raw[test] = x[test] @ weights + intercept
        asked = known & called
        order = np.argsort(-raw[asked])
        right = own[asked][order].cumsum() / np.arange(1, asked.sum() + 1)
        good = np.nonzero(right >= SURE)[0]
        if len(good) == 0:
            print(f"  {cause}: never told")
            continue
        limit = raw[asked][order][good[-1]]
        told_here = asked & (raw >= limit)
        real = (kinds == "really covered") & called & (raw >= limit)
        print(f"  {cause}: told of {told_here.sum()}, right {int(own[told_here].sum())}, of {int(own[asked].sum())}; of what really covers infants: {sorted(subjects[real])}")
        weights, intercept = fit(np.concatenate([x[known], turned[known]]), np.tile(own[known], 2), 0.001)
        told_causes[cause] = {
            "intercept": round(float(intercept - limit), 3),
            "signed": [float(f"{v:.3g}") for v in np.ravel(weights)],
        }
    return told_causes


out = {}
causes = {}
for region, (left, top, right, bottom) in BOXES.items():
    hidden = np.array([s["hidden"][region] for s in samples])
    told = (hidden >= 0.5) | (hidden <= 0.1)
    y = (hidden >= 0.5).astype(float)
    bare = told & (kinds == "bare")
    plain = cells[:, top:bottom, left:right]
    mirrored = plain[:, :, ::-1][..., MIRROR]
    raw = np.zeros(len(samples))
    for k in range(FOLDS):
        rows, test = told & (fold != k), fold == k
        mean, deviation, weights, intercept = train(plain[rows], mirrored[rows], y[rows], bare[rows], PENALTY[region])
        raw[test] = values(plain[test], mean, deviation) @ weights + intercept
    limit = np.sort(raw[bare])[::-1][int(BARE[region] * bare.sum())]
    print(f"{region}: {int(y[told].sum())} covered of {told.sum()}; called so {(raw[told & (y == 1)] > limit).mean():.3f}, seen and called covered {(raw[told & (y == 0)] > limit).mean():.4f}")
    for source in np.unique(sources):
        for kind in np.unique(kinds):
            for label, word in ((1, "covered"), (0, "seen")):
                own = told & (sources == source) & (kinds == kind) & (y == label)
                if own.any():
                    print(f"  {source} {kind}, {word}: called covered {int((raw[own] > limit).sum())} of {own.sum()}")
    mean, deviation, weights, intercept = train(plain[told], mirrored[told], y[told], bare[told], PENALTY[region])
    signed, unsigned = np.split(weights, 2)
    lists = {"mean": mean, "deviation": deviation, "signed": signed, "unsigned": unsigned}
    out[region] = {"intercept": round(float(intercept - limit), 3)} | {
        name: [float(f"{v:.4g}") for v in np.ravel(array)] for name, array in lists.items()
    }
    causes[region] = {}
    if region in CAUSES:
        causes[region] = causes_of(region, plain, mirrored, (mean, deviation), raw > limit)
head = "// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: numbers that were fitted\n\n/** Weights of the check of covering. Written by `tools/train_covering.py`: do not edit. */\nexport const coveringWeights = "
middle = "/** Of what covers a region that is called covered, each cause against the others. */\nexport const causeWeights = "
open(sys.argv[2], "w").write(f"{head}{json.dumps(out)};\n\n{middle}{json.dumps(causes)};\n")
