#!/usr/bin/env python3
"""Expected weights for the selectors on synthetic rows: ReliefF and symmetric uncertainty by Weka, F by scikit-learn.

    python3 make.py            # writes selection.json beside this file

Debian: python3-sklearn, weka and a JDK of 11 or later (scikit-learn 1.2.1 and Weka 3.6.14 when this was written).
Two runs write the same bytes.
"""
import json
import os
import subprocess
import tempfile

import numpy as np
from sklearn.feature_selection import f_classif

HERE = os.path.dirname(os.path.abspath(__file__))
JAR = '/usr/share/java/weka.jar'

rng = np.random.RandomState(5)
rows, columns, subjects = 160, 24, 16
subject = np.repeat(np.arange(subjects), rows // subjects)
y = (rng.rand(rows) < 0.4).astype(int)
x = rng.standard_normal((rows, columns)) + 0.5 * rng.standard_normal((subjects, columns))[subject]
x[:, :8] += np.linspace(0.3, 1.7, 8) * y[:, None]
x[:, 8] = np.abs(x[:, 8]) * np.where(y == 1, 1, 2.5)          # spread, not place, tells the labels apart
x[:, 9] = np.where(y == 1, 3 * np.sign(rng.randn(rows)), 0) + 0.5 * rng.standard_normal(rows)   # two cuts
x *= rng.lognormal(0, 1.5, columns)                            # columns of very different range
x = np.round(x, 6)

with tempfile.TemporaryDirectory() as folder:
    table = os.path.join(folder, 'table.csv')
    with open(table, 'w') as f:
        f.write(','.join([f'c{i}' for i in range(columns)] + ['label']) + '\n')
        for r in range(rows):
            f.write(','.join([repr(float(v)) for v in x[r]] + ['pain' if y[r] else 'rest']) + '\n')
    text = subprocess.run(['java', '-cp', JAR, os.path.join(HERE, 'Weights.java'), table], check=True,
                          stdout=subprocess.PIPE).stdout.decode()

out = dict(x=x.tolist(), y=y.tolist(), subjects=subject.tolist(), **{'anova-f': f_classif(x, y)[0].tolist()})
for line in text.splitlines():
    name, *values = line.split()
    out[name] = [float(v) for v in values]
with open(os.path.join(HERE, 'selection.json'), 'w') as f:
    json.dump(out, f, separators=(',', ':'))
    f.write('\n')
