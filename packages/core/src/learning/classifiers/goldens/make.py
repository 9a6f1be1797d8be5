#!/usr/bin/env python3
"""Expected numbers for the classifiers, by scikit-learn on synthetic rows.

    python3 make.py            # writes classifiers.json and forest.json beside this file

Debian: python3-sklearn (1.2.1 when these were written). Two runs write the same bytes.
"""
import json
import os

for name in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[name] = '1'

import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

HERE = os.path.dirname(os.path.abspath(__file__))


def draw(seed, subjects, each, columns, effect):
    """Rows of subjects with their own offset; the label moves a third of the columns. Three decimals."""
    rng = np.random.RandomState(seed)
    subject = np.repeat(np.arange(subjects), each)
    y = (rng.rand(subjects * each) < 0.45).astype(int)
    x = rng.standard_normal((subjects * each, columns))
    x += 0.5 * rng.standard_normal((subjects, columns))[subject]
    x[:, : columns // 3] += effect * y[:, None]
    return np.round(x, 3), y, subject


def split(x, y, subject, held):
    test = subject < held
    return x[~test], y[~test], x[test], y[test]


def balanced(y):
    n = np.bincount(y)
    return len(y) / (2.0 * n[y])


def tall_and_wide():
    out = {}
    for name, args, held in (('tall', (1, 15, 10, 6, 0.7), 3), ('wide', (2, 10, 5, 90, 0.5), 2)):
        x, y, subject = draw(*args)
        a, ya, b, _ = split(x, y, subject, held)
        w = balanced(ya) * (0.5 + np.arange(len(ya)) % 3)
        w = w / w.mean()
        entry = dict(x=x, y=y, subjects=subject, held=held, weights=w)
        for suffix, sw in (('', None), (' weighted', w)):
            j = GaussianNB().fit(a, ya, sw).predict_joint_log_proba(b)
            entry['naive-bayes' + suffix] = j[:, 1] - j[:, 0]
            for kind, params in (('linear', {}), ('rbf', {}), ('poly', dict(degree=3)),
                                 ('poly', dict(degree=2, coef0=1.0, gamma=0.05))):
                m = SVC(kernel=kind, tol=1e-9, cache_size=200, **params).fit(a, ya, sw)
                label = kind + ('' if 'coef0' not in params else ' coef0')
                entry['svm ' + label + suffix] = m.decision_function(b)
            m = LogisticRegression(solver='newton-cg', tol=1e-9, max_iter=10000).fit(a, ya, sw)
            entry['logistic' + suffix] = m.decision_function(b)
        for k in (1, 5):
            entry[f'knn {k}'] = KNeighborsClassifier(k).fit(a, ya).predict_proba(b)[:, 1]
        out[name] = entry
    return out


def platt():
    rng = np.random.RandomState(3)
    f = np.round(rng.standard_normal(60) * 2, 3)
    y = (rng.rand(60) < 1 / (1 + np.exp(-f))).astype(int)
    w = np.round(0.5 + rng.rand(60), 3)
    at = np.linspace(-5, 5, 21)
    return dict(decisions=f, y=y, weights=w, at=at,
                probability=_SigmoidCalibration().fit(f, y).predict(at),
                weighted=_SigmoidCalibration().fit(f, y, w).predict(at))


def forest():
    x, y, subject = draw(4, 20, 20, 16, 0.8)
    a, ya, b, yb = split(x, y, subject, 8)
    runs = []
    for seed in range(20):
        p = RandomForestClassifier(100, random_state=seed).fit(a, ya).predict_proba(b)[:, 1]
        runs.append(dict(accuracy=accuracy_score(yb, p > 0.5), auc=roc_auc_score(yb, p)))
    return dict(x=x, y=y, subjects=subject, held=8, runs=runs)


def plain(a):
    return a.tolist() if hasattr(a, 'tolist') else a


def write(name, value):
    with open(os.path.join(HERE, name), 'w') as f:
        json.dump(value, f, default=plain, separators=(',', ':'))
        f.write('\n')


write('classifiers.json', dict(**tall_and_wide(), platt=platt()))
write('forest.json', forest())
