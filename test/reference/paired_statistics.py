"""Writes fixtures/statistics.json: intervals, paired t tests and Holm's correction by SciPy, for test/unit/experiment/statistics.test.ts.

Needs scipy >= 1.11 (`pip install scipy`). Run: python test/reference/paired_statistics.py
"""

import json
import pathlib

import numpy as np
from scipy import stats


def holm(ps):
    """Holm 1979: step down over the sorted p values, monotone, at most 1."""
    order = np.argsort(ps)
    stepped = np.maximum.accumulate([(len(ps) - i) * ps[k] for i, k in enumerate(order)])
    adjusted = np.empty(len(ps))
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted.tolist()


def interval(values):
    return list(stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values)))


def paired(arm, base):
    test = stats.ttest_rel(arm, base)
    return {
        "difference": float(np.mean(np.subtract(arm, base))),
        "interval": list(test.confidence_interval(0.95)),
        "t": float(test.statistic),
        "p": float(test.pvalue),
    }


def case(generator, seeds, shifts, spread):
    luck = generator.normal(0, 0.01, seeds)
    arms = [(0.85 + shift + luck + generator.normal(0, spread, seeds)).round(4).tolist() for shift in shifts]
    tests = [paired(arm, arms[0]) for arm in arms[1:]]
    for test, adjusted in zip(tests, holm([test["p"] for test in tests])):
        test["adjusted"] = adjusted
    summaries = [{"mean": float(np.mean(arm)), "sd": float(np.std(arm, ddof=1)), "interval": interval(arm)} for arm in arms]
    return {"arms": arms, "summaries": summaries, "tests": tests}


generator = np.random.default_rng(1)
cases = [
    case(generator, 2, [0, 0.01], 0.002),
    case(generator, 5, [0, 0.004, -0.02, 0.0001], 0.004),
    case(generator, 6, [0, 0.02, 0.03, -0.04], 0.003),
    case(generator, 30, [0, 0.001, 0.002, 0.003, 0.004, 0.005], 0.006),
]
target = pathlib.Path(__file__).parent / "fixtures" / "statistics.json"
target.write_text(json.dumps({"cases": cases}, indent=1) + "\n")
