"""What the scripts that judge have in common: a question in, an answer out, both JSON files; and the images, by formula."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import deterministic
import torch

torch.set_num_threads(1)


def images(count: int, side: int) -> torch.Tensor:
    return deterministic.images("images", count, 3, side, side)


def answer(judge: Callable[[dict], object]) -> None:
    """Answers each case of the question; what a case raises is its answer, so that one bad case does not hide the others."""
    question, answers = sys.argv[1:]
    found = []
    for case in json.loads(Path(question).read_text()):
        try:
            found.append(judge(case))
        except Exception as error:  # noqa: BLE001
            found.append({"error": f"{type(error).__name__}: {error}"})
    Path(answers).write_text(json.dumps(found))
