"""Writes inference.json: signed-rank tests, Holm's correction, Friedman's and Nemenyi's tests, the studentized range, power of t tests.

    python3 make_inference.py

Written with SciPy 1.10.1, statsmodels 0.13.5 and NumPy 1.24.2. Everything is drawn from a fixed seed. The exact p of the signed-rank test
with ties and zeros is that of scipy.stats.permutation_test over all arrangements of signs of Pratt's ranks.
"""

import json
import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower


def signed_rank(seed, pairs, decimals, shift):
    rng = np.random.default_rng(seed)
    d = np.round(rng.normal(size=pairs) + shift, decimals)
    approx = stats.wilcoxon(d, zero_method="pratt", correction=False, mode="approx")
    ranks = stats.rankdata(np.abs(d))
    signed = (np.sign(d) * ranks)[d != 0]
    exact = None
    if len(signed) <= 16:
        found = stats.permutation_test((signed,), lambda x: np.sum(x[x > 0]), permutation_type="samples", n_resamples=np.inf, vectorized=False)
        exact = float(found.pvalue)
    elif len(set(np.abs(d))) == pairs and (d != 0).all():
        exact = float(stats.wilcoxon(d, mode="exact").pvalue)
    sizes = np.unique(np.abs(d[d != 0]), return_counts=True)[1]
    return {
        "differences": d.tolist(),
        "least": float(approx.statistic),
        "approximate": float(approx.pvalue),
        "exact": exact,
        "zeros": int((d == 0).sum()),
        "ties": int(sizes[sizes > 1].sum()),
    }


def corrected(seed, count):
    p = np.random.default_rng(seed).random(count) ** 4
    return {"p": p.tolist(), "holm": multipletests(p, method="holm")[1].tolist()}


def friedman(seed, blocks, treatments, decimals):
    rng = np.random.default_rng(seed)
    values = np.round(rng.random((blocks, treatments)) + 0.15 * np.arange(treatments), decimals)
    found = stats.friedmanchisquare(*values.T)
    ranks = np.array([stats.rankdata(row) for row in values]).mean(0)
    error = np.sqrt(treatments * (treatments + 1) / (6 * blocks))
    q = stats.studentized_range
    pairs = [
        {"of": [a, b], "p": float(q.sf(abs(ranks[a] - ranks[b]) / error * np.sqrt(2), treatments, np.inf))}
        for a in range(treatments)
        for b in range(a + 1, treatments)
    ]
    return {
        "values": values.ravel().tolist(),
        "treatments": treatments,
        "mean_ranks": ranks.tolist(),
        "statistic": float(found.statistic),
        "p": float(found.pvalue),
        "critical_difference": float(q.ppf(0.95, treatments, np.inf) / np.sqrt(2) * error),
        "pairs": pairs,
    }


golden = {
    "signed_rank": [signed_rank(*a) for a in ((1, 12, 6, 0.3), (2, 14, 1, 0.2), (3, 10, 0, 0.4), (4, 40, 6, 0.3), (5, 60, 1, 0.1), (6, 26, 6, -0.5), (7, 300, 2, 0.05))],
    "holm": [corrected(*a) for a in ((1, 1), (2, 5), (3, 20))],
    "friedman": [friedman(*a) for a in ((1, 12, 3, 6), (2, 26, 5, 1), (3, 40, 20, 6), (4, 6, 4, 0))],
    "effects": [
        {"n": n, "power": power, "effect": float(TTestPower().solve_power(nobs=n, alpha=0.05, power=power))}
        for n, power in ((3, 0.8), (5, 0.8), (12, 0.8), (26, 0.8), (26, 0.9), (49, 0.8), (500, 0.8))
    ],
}
pathlib.Path(__file__).with_name("inference.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
