"""Writes calibration.json: bins by scikit-learn's calibration_curve, Brier score and log loss by scikit-learn, intercept and slope by statsmodels,
net benefit by NumPy from its definition.

    python3 make.py

Everything is drawn from a fixed seed; no picture and no recording is involved.
"""

import json
import pathlib

import numpy as np
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss


def case(name, seed, rows, decimals, named):
    rng = np.random.default_rng(seed)
    odds = rng.normal(size=rows) * 1.6 - 0.3
    truth = (rng.random(rows) < 1 / (1 + np.exp(-(0.7 * odds + 0.4)))).astype(int)
    score = np.clip(np.round(1 / (1 + np.exp(-odds)), decimals), 0.01, 0.99)
    share = truth.mean()
    weight = np.ones(rows) if named is None else np.where(truth == 1, named / share, (1 - named) / (1 - share))
    logit = np.log(score) - np.log1p(-score)
    binomial = sm.families.Binomial()
    options = {"freq_weights": weight, "family": binomial}
    intercept = sm.GLM(truth, np.ones(rows), offset=logit, **options).fit(tol=1e-14, tol_criterion="params", maxiter=200).params[0]
    slope = sm.GLM(truth, sm.add_constant(logit), **options).fit(tol=1e-14, tol_criterion="params", maxiter=200).params[1]
    bins = {}
    for kind, strategy in [("equal_width", "uniform"), ("equal_mass", "quantile")]:
        positive_share, mean_score = calibration_curve(truth, score, n_bins=10, strategy=strategy)
        bins[kind] = {"positive_share": positive_share.tolist(), "mean_score": mean_score.tolist()}
    thresholds = np.arange(1, 20) / 20
    benefit = [
        float((weight * (score >= t) * (truth - (1 - truth) * t / (1 - t))).sum() / weight.sum()) for t in thresholds
    ]
    return {
        "name": name,
        "named": named,
        "truth": truth.tolist(),
        "score": score.tolist(),
        "bins": bins,
        "brier": brier_score_loss(truth, score, sample_weight=weight),
        "log_loss": log_loss(truth, score, sample_weight=weight),
        "intercept": float(intercept),
        "slope": float(slope),
        "net_benefit": benefit,
    }


cases = [
    case("fine scores", 1, 400, 8, None),
    case("scores with ties", 2, 300, 1, None),
    case("scores at a named prevalence", 3, 400, 8, 0.1),
]
versions = {"scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}
pathlib.Path(__file__).with_name("calibration.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
