"""Writes statistics.json: intervals of counts, McNemar's exact test and DeLong's variance.

    python3 make_statistics.py

Written with statsmodels 0.13.5, SciPy 1.10.1 and NumPy 1.24.2. Intervals of counts and McNemar's test are statsmodels', and SciPy must agree with them.
DeLong's variance is computed here as the paper defines it, from the placement of every positive row among every negative one;
make_delong.R has it from pROC. Everything is drawn from a fixed seed.
"""

import json
import pathlib

import numpy as np
from scipy.stats import binomtest, norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def share(count, of):
    wilson = proportion_confint(count, of, method="wilson")
    exact = proportion_confint(count, of, method="beta")
    test = binomtest(count, of)
    for ours, theirs in ((wilson, test.proportion_ci(method="wilson")), (exact, test.proportion_ci(method="exact"))):
        # statsmodels gives NaN at the ends of the exact interval.
        np.testing.assert_allclose(np.nan_to_num(ours, nan=-1), [np.nan_to_num(t, nan=-1) if not np.isnan(o) else -1 for o, t in zip(ours, theirs)], atol=1e-9)
    exact = test.proportion_ci(method="exact")
    return {"count": count, "of": of, "wilson": list(wilson), "clopper_pearson": [exact.low, exact.high]}


def errors(first_only, second_only):
    p = mcnemar([[40, first_only], [second_only, 9]], exact=True).pvalue
    if first_only + second_only:
        assert abs(p - binomtest(first_only, first_only + second_only).pvalue) < 1e-12
    return {"first_only": first_only, "second_only": second_only, "p": float(p)}


def components(truth, score):
    positives, negatives = score[truth == 1], score[truth == 0]
    wins = np.array([[1.0 if p > n else 0.5 if p == n else 0.0 for n in negatives] for p in positives])
    return wins.mean(), wins.mean(1), wins.mean(0)


def delong(seed, rows, decimals):
    rng = np.random.default_rng(seed)
    truth = (rng.random(rows) < 0.4).astype(int)
    first = np.round(rng.normal(size=rows) + truth, decimals)
    second = np.round(0.5 * first + rng.normal(size=rows) + 0.3 * truth, decimals)
    auc, v10, v01 = zip(components(truth, first), components(truth, second))
    covariance = np.cov(v10) / (truth == 1).sum() + np.cov(v01) / (truth == 0).sum()
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    z = (auc[0] - auc[1]) / error
    return {
        "truth": truth.tolist(),
        "scores": [first.tolist(), second.tolist()],
        "auc": list(auc),
        "standard_error": np.sqrt(np.diag(covariance)).tolist(),
        "difference_error": error,
        "z": z,
        "p": 2 * norm.sf(abs(z)),
    }


golden = {
    "shares": [share(*pair) for pair in ((0, 1), (1, 1), (0, 20), (1, 20), (10, 20), (19, 20), (20, 20), (81, 263), (15, 148), (0, 204), (187, 204), (4999, 10000), (9999, 10000))],
    "mcnemar": [errors(*pair) for pair in ((0, 0), (1, 0), (0, 5), (3, 3), (2, 9), (12, 5), (59, 16), (121, 86), (510, 470), (3, 900))],
    "delong": [delong(*arguments) for arguments in ((1, 40, 12), (2, 120, 1), (3, 300, 3), (4, 25, 0))],
}
pathlib.Path(__file__).with_name("statistics.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
