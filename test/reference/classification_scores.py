"""Writes fixtures/scores.json: accuracy, confusion, calibration by NumPy and SciPy, for test/unit/models/scores.test.ts, and Wilson's intervals, for
test/unit/views/classification-detail.test.ts.

Needs scipy >= 1.11 (`pip install scipy`). Run: python test/reference/classification_scores.py
"""

import json
import pathlib

import numpy as np
from scipy import special, stats

CLASSES = 7
BINS = 15


def reliability(confidence, hits):
    """Guo 2017, section 2: bins ((m-1)/M, m/M]. Confidence here never lies on an edge, so that SciPy's half-open bins are the same."""
    edges = np.arange(BINS + 1) / BINS
    assert not np.isin(confidence, edges).any()
    count = stats.binned_statistic(confidence, confidence, "count", bins=edges).statistic
    with np.errstate(invalid="ignore"):
        mean_confidence = np.nan_to_num(stats.binned_statistic(confidence, confidence, "mean", bins=edges).statistic)
        accuracy = np.nan_to_num(stats.binned_statistic(confidence, hits, "mean", bins=edges).statistic)
    error = float(np.sum(count / len(hits) * np.abs(accuracy - mean_confidence)))
    return {"images": count.astype(int).tolist(), "confidence": mean_confidence.tolist(), "accuracy": accuracy.tolist(), "error": error}


def scores():
    generator = np.random.default_rng(5)
    truth = generator.integers(0, CLASSES, 160)
    logits = (generator.normal(0, 1.5, (160, CLASSES)) + 2.2 * np.eye(CLASSES)[truth]).round(2)
    probabilities = special.softmax(logits, axis=1)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    predicted = order[:, 0]
    confidence = probabilities.max(axis=1)
    hits = predicted == truth
    confusion = np.zeros((CLASSES, CLASSES), int)
    np.add.at(confusion, (truth, predicted), 1)
    wrong = np.flatnonzero(~hits)
    return {
        "truth": truth.tolist(),
        "logits": logits.tolist(),
        "top1": float(hits.mean()),
        "top5": float((order[:, :5] == truth[:, None]).any(axis=1).mean()),
        "confusion": confusion.tolist(),
        "reliability": reliability(confidence, hits),
        "worst": wrong[np.argsort(-confidence[wrong], kind="stable")][:20].tolist(),
    }


def wilson(hits, images):
    interval = stats.binomtest(hits, images).proportion_ci(0.95, method="wilson")
    return {"hits": hits, "images": images, "low": interval.low, "high": interval.high}


target = pathlib.Path(__file__).parent / "fixtures" / "scores.json"
target.write_text(json.dumps({**scores(), "wilson": [wilson(*case) for case in [(0, 1), (1, 1), (3, 10), (10, 10), (76, 100), (7613, 10000)]]}, separators=(",", ":")) + "\n")
