"""Statistics over time of drawn series by NumPy (Debian's python3-numpy).

    python3 make_goldens.py

Writes statistics.json beside itself; two runs give the same bytes.
"""
import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]
cases = []
for seed, count in enumerate([2, 7, 40, 101]):
    rng = np.random.RandomState(seed)
    times = np.cumsum(0.02 + 0.1 * rng.rand(count))                         # irregular frames
    values = 3 + 0.7 * times + rng.randn(count)
    gaps = rng.rand(count) < 0.2 if count > 10 else np.zeros(count, bool)
    baseline = 2 + rng.randn(15)
    t, v = times[~gaps], values[~gaps]
    middle = float(np.median(baseline))
    cases.append(dict(times=times.tolist(), values=[None if g else float(x) for g, x in zip(gaps, values)],
                      baseline=baseline.tolist(), mean=float(v.mean()), deviation=float(v.std()),
                      quantiles=np.quantile(v, QUANTILES).tolist(), slope=float(np.polyfit(t, v, 1)[0]),
                      change=float(v.mean() - middle), median=middle,
                      mad=float(np.median(np.abs(baseline - middle)))))
with open(os.path.join(HERE, "statistics.json"), "w") as f:
    json.dump(dict(numpy=np.__version__, quantiles=QUANTILES, cases=cases), f)
    f.write("\n")
