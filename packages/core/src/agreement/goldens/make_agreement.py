"""Writes agreement.json: kappas by scikit-learn and statsmodels. See make_agreement.R for intraclass correlations and limits of agreement.

    python3 make_agreement.py && Rscript make_agreement.R

Written with scikit-learn 1.2.1, statsmodels 0.13.5 and NumPy 1.24.2. Everything is drawn from a fixed seed.
"""

import json
import pathlib

import numpy as np
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa


def drawn(seed, items, raters, categories, noise):
    rng = np.random.default_rng(seed)
    truth = rng.integers(categories, size=items)
    return np.array([np.where(rng.random(items) < noise, rng.integers(categories, size=items), truth) for _ in range(raters)]).T


def case(seed, items, raters, categories, noise):
    values = drawn(seed, items, raters, categories, noise)
    a, b = values[:, 0], values[:, 1]
    labels = list(range(categories))
    return {
        "values": values.ravel().tolist(),
        "raters": raters,
        "categories": categories,
        "unweighted": cohen_kappa_score(a, b, labels=labels),
        "linear": cohen_kappa_score(a, b, labels=labels, weights="linear"),
        "quadratic": cohen_kappa_score(a, b, labels=labels, weights="quadratic"),
        "fleiss": fleiss_kappa(aggregate_raters(values, n_cat=categories)[0]),
    }


golden = [case(*a) for a in ((1, 30, 2, 2, 0.3), (2, 80, 3, 4, 0.4), (3, 200, 5, 3, 0.9), (4, 25, 4, 6, 0.2))]
pathlib.Path(__file__).with_name("agreement.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
