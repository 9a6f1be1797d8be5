"""Writes calibrators.json: isotonic regression and Platt's sigmoid by scikit-learn, beta calibration by its definition with scikit-learn's
logistic regression, the temperature by SciPy's minimisation.

    python3 make.py

Everything is drawn from a fixed seed; no picture and no recording is involved.
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize_scalar
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression


def rising(raw):
    return 1 / (1 + np.exp(-(0.8 * raw - 0.4)))


def turning(raw):
    return np.where(raw < 0, 1 / (1 + np.exp(-2 * raw)), 0.5 - 0.1 * raw)


def drawn(seed, rows, decimals, distortion, truth):
    """Decision values, overconfident scores of them, and labels."""
    rng = np.random.default_rng(seed)
    raw = np.round(rng.normal(size=rows) * 1.5, decimals)
    y = (rng.random(rows) < truth(raw)).astype(int)
    score = np.clip(distortion(1 / (1 + np.exp(-2 * raw))), 1e-4, 1 - 1e-4)
    return raw, np.round(score, 6), y


def logistic(x, y):
    lr = LogisticRegression(C=1e11, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    lr.fit(x, y)
    return lr.coef_[0], lr.intercept_[0]


def beta(score, y):
    x = np.column_stack([np.log(score), -np.log(1 - score)])
    (a, b), c = logistic(x, y)
    if a < 0:
        (b,), c = logistic(x[:, 1:], y)
        a = 0.0
    elif b < 0:
        (a,), c = logistic(x[:, :1], y)
        b = 0.0
    return {"a": float(a), "b": float(b), "c": float(c)}


def temperature(score, y):
    z = np.log(score) - np.log1p(-score)
    loss = lambda t: np.sum(np.logaddexp(0, z / t) - y * z / t)
    return float(minimize_scalar(loss, bounds=(1e-2, 1e2), method="bounded", options={"xatol": 1e-12, "maxiter": 10_000}).x)


def case(name, seed, rows, decimals, distortion, truth=rising):
    raw, score, y = drawn(seed, rows, decimals, distortion, truth)
    iso = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(raw, y)
    at = np.linspace(raw.min() - 1, raw.max() + 1, 23)
    sigmoid = _SigmoidCalibration().fit(raw, y)
    return {
        "name": name,
        "raw": raw.tolist(),
        "score": score.tolist(),
        "y": y.tolist(),
        "at": at.tolist(),
        "isotonic": iso.predict(at).tolist(),
        "platt": sigmoid.predict(at).tolist(),
        "beta": beta(score, y),
        "temperature": temperature(score, y),
    }


cases = [
    case("overconfident", 1, 400, 6, lambda s: s),
    case("with ties", 2, 300, 1, lambda s: s),
    case("steep at one end", 3, 400, 6, lambda s: s**6),
    case("steep at the other end", 4, 400, 6, lambda s: 1 - (1 - s) ** 6),
    case("falling at one end", 5, 400, 6, lambda s: s, turning),
]
versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
path = pathlib.Path(__file__).with_name("calibrators.json")
path.write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
print({c["name"]: (c["beta"], c["temperature"]) for c in cases})
