"""Writes transport.json: calibration intercept and slope by logistic regression of statsmodels.

    python3 make_transport.py

Written with statsmodels 0.13.5 and NumPy 1.24.2. Everything is drawn from a fixed seed.
"""

import json
import pathlib

import numpy as np
import statsmodels.api as sm


def case(seed, rows, shift, stretch):
    rng = np.random.default_rng(seed)
    odds = rng.normal(size=rows) * 1.5
    truth = (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    score = 1 / (1 + np.exp(-(stretch * odds + shift)))
    given = np.log(score / (1 - score))
    slope = sm.GLM(truth, sm.add_constant(given), family=sm.families.Binomial()).fit(tol=1e-14)
    large = sm.GLM(truth, np.ones(rows), family=sm.families.Binomial(), offset=given).fit(tol=1e-14)
    return {"truth": truth.tolist(), "score": score.tolist(), "slope": slope.params[1], "intercept": large.params[0]}


golden = [case(1, 60, 0, 1), case(2, 120, 1.2, 2), case(3, 80, -0.7, 0.5)]
pathlib.Path(__file__).with_name("transport.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
