"""Writes metrics.json: metrics and curves of drawn scores by scikit-learn, intervals by NumPy.

    python3 make_metrics.py

Written with scikit-learn 1.2.1 and NumPy 1.24.2. Everything is drawn from a fixed seed; no picture and no recording is involved.
"""

import json
import pathlib

import numpy as np
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve


def drawn(seed, rows, share, separation, decimals, threshold):
    """Scores of a logistic form; few decimals make ties."""
    rng = np.random.default_rng(seed)
    truth = (rng.random(rows) < share).astype(int)
    truth[:2] = [0, 1]
    score = 1 / (1 + np.exp(-(rng.normal(size=rows) + separation * (truth - 0.5))))
    score = np.round(score, decimals)
    return truth, score, (score >= threshold).astype(int)


def expected(truth, score, decision):
    tn, fp, fn, tp = sk.confusion_matrix(truth, decision, labels=[0, 1]).ravel()
    return {
        "confusion": {"true_positives": int(tp), "false_positives": int(fp), "true_negatives": int(tn), "false_negatives": int(fn)},
        "metrics": {
            "accuracy": sk.accuracy_score(truth, decision),
            "balanced_accuracy": sk.balanced_accuracy_score(truth, decision),
            "sensitivity": sk.recall_score(truth, decision),
            "specificity": sk.recall_score(truth, decision, pos_label=0),
            "precision": sk.precision_score(truth, decision),
            "f1": sk.f1_score(truth, decision),
            "matthews": sk.matthews_corrcoef(truth, decision),
            "auc": sk.roc_auc_score(truth, score),
            "average_precision": sk.average_precision_score(truth, score),
            "brier": sk.brier_score_loss(truth, score),
            "kappa": sk.cohen_kappa_score(truth, decision),
            "log_loss": sk.log_loss(truth, score),
        },
    }


def curves(truth, score):
    fpr, tpr, thresholds = sk.roc_curve(truth, score, drop_intermediate=False)
    precision, recall, cuts = sk.precision_recall_curve(truth, score)
    share, mean = calibration_curve(truth, score, n_bins=10, strategy="uniform")
    return {
        # The first threshold of scikit-learn 1.2 is the greatest score plus one: it stands for "none positive".
        "roc": {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "thresholds": thresholds[1:].tolist()},
        # Without the closing point (1, 0), which no threshold reaches.
        "precision_recall": {"precision": precision[:-1].tolist(), "recall": recall[:-1].tolist(), "thresholds": cuts.tolist()},
        "calibration": {"positive_share": share.tolist(), "mean_score": mean.tolist()},
    }


def metric_or_nan(name, truth, score, decision):
    """A metric of rows as the program defines it: NaN where it is undefined."""
    positives, negatives, called = truth.sum(), (1 - truth).sum(), decision.sum()
    tp = (truth * decision).sum()
    both = positives > 0 and negatives > 0
    if len(truth) == 0:
        return np.nan
    if name == "accuracy":
        return np.mean(truth == decision)
    if name == "balanced_accuracy":
        return sk.balanced_accuracy_score(truth, decision) if both else np.nan
    if name == "sensitivity":
        return tp / positives if positives else np.nan
    if name == "specificity":
        return ((1 - truth) * (1 - decision)).sum() / negatives if negatives else np.nan
    if name == "precision":
        return tp / called if called else np.nan
    if name == "f1":
        return 2 * tp / (positives + called) if positives + called else np.nan
    if name == "matthews":
        return sk.matthews_corrcoef(truth, decision) if both and 0 < called < len(truth) else np.nan
    if name == "auc":
        return sk.roc_auc_score(truth, score) if both else np.nan
    if name == "average_precision":
        return sk.average_precision_score(truth, score) if both else np.nan
    if name == "kappa":
        alike = len(set(truth) | set(decision)) == 1
        return np.nan if alike else sk.cohen_kappa_score(truth, decision)
    if name == "log_loss":
        return sk.log_loss(truth, score, labels=[0, 1])
    return np.mean((score - truth) ** 2)


NAMES = ["accuracy", "balanced_accuracy", "sensitivity", "specificity", "precision", "f1", "matthews", "auc", "average_precision", "brier", "kappa", "log_loss"]


def bootstrap():
    """Subjects of 2 to 11 rows, some with one label, resampled by draws that are part of the golden."""
    rng = np.random.default_rng(10)
    subjects, draws = 7, 300
    subject = np.concatenate([np.full(size, s) for s, size in enumerate(rng.integers(2, 12, subjects))])
    rate = np.array([0, 0, 0, 0, 0.4, 0.6, 1.0])
    truth = (rng.random(len(subject)) < rate[subject]).astype(int)
    score = np.round(np.clip(0.4 + 0.1 * truth + 0.25 * rng.normal(size=len(subject)), 0, 1), 2)
    decision = (score >= 0.5).astype(int)
    order = rng.permutation(len(subject))
    subject, truth, score, decision = subject[order], truth[order], score[order], decision[order]
    picked = rng.integers(0, subjects, (draws, subjects))
    result = {}
    for name in NAMES:
        whole = [metric_or_nan(name, truth[subject == s], score[subject == s], decision[subject == s]) for s in range(subjects)]
        pooled, mean = [], []
        for draw in picked:
            rows = np.concatenate([np.flatnonzero(subject == s) for s in draw])
            pooled.append(metric_or_nan(name, truth[rows], score[rows], decision[rows]))
            of_subjects = np.array([whole[s] for s in draw])
            defined = of_subjects[~np.isnan(of_subjects)]
            mean.append(defined.mean() if len(defined) else np.nan)
        result[name] = {"pooled": interval(pooled), "subject_mean": interval(mean)}
    rows = {"subject": subject, "truth": truth, "score": score, "decision": decision, "picked": picked}
    return {**{key: value.tolist() for key, value in rows.items()}, "subjects": subjects, "expected": result}


def interval(values):
    values = np.array(values)
    defined = values[~np.isnan(values)]
    return {"ci95": np.percentile(defined, [2.5, 97.5]).tolist(), "undefined_draws": int(np.isnan(values).sum())}


cases = []
for name, arguments in {
    "204 rows, distinct scores": (1, 204, 0.5, 1.5, 12, 0.5),
    "300 rows with many ties": (2, 300, 0.3, 1.0, 1, 0.5),
    "500 rows, one in ten positive": (3, 500, 0.1, 0.8, 2, 0.4),
    "60 rows, scores upside down": (4, 60, 0.5, -2.0, 2, 0.5),
    "12 rows, all at one score": (6, 12, 0.5, 0.0, 0, 0.5),
}.items():
    truth, score, decision = drawn(*arguments)
    if name.startswith("12"):
        score[:] = 0.5
        decision[:] = [1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0]
    cases.append({"name": name, "truth": truth.tolist(), "score": score.tolist(), "decision": decision.tolist(), **expected(truth, score, decision), **curves(truth, score)})

golden = {"cases": cases, "bootstrap": bootstrap()}
pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
