"""Makes the fixtures by which the engine is compared with PyTorch: `python test/reference/make_fixtures.py [logits training …]`.

Needs torch 2.13.0, torchvision 0.28.0, numpy, scipy and pillow (requirements.txt). A few minutes on one core.
Weights and inputs are not stored: both sides compute them (deterministic.py, test/helpers/deterministic.ts).
"""

import json
import sys
import time
from pathlib import Path

import torch

from fixture_grad_cam import grad_cams
from fixture_landscape import landscape
from fixture_lesion import lesion
from fixture_logits import logits
from fixture_names import formula, names
from fixture_probes import probes
from fixture_schedules import schedules
from fixture_shattered import shattered
from fixture_smoothness import smoothness
from fixture_training import training

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = {"formula": formula, "names": names, "schedules": schedules, "logits": logits, "training": training, "probes": probes, "lesion": lesion, "landscape": landscape, "shattered": shattered, "smoothness": smoothness, "grad-cam": grad_cams}


def foreign() -> dict:
    """Made by request only: it needs timm and keras besides (requirements-foreign.txt)."""
    from fixture_foreign import foreign as made

    return made()


def compact(value: object, depth: int = 0) -> str:
    """JSON with one case a line: small, and a change shows in a diff."""
    if depth < 2 and isinstance(value, dict):
        rows = [f"{json.dumps(key)}: {compact(item, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}"
    if depth < 2 and isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in value) + "\n]"
    return json.dumps(value, separators=(",", ":"))


def main() -> None:
    torch.set_num_threads(1)
    known = {**FIXTURES, "foreign": foreign}
    wanted = sys.argv[1:] or list(FIXTURES)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"unknown fixture {unknown[0]}; there are {', '.join(known)}")
    FOLDER.mkdir(exist_ok=True)
    for name in wanted:
        started = time.time()
        file = FOLDER / f"{name}.json"
        file.write_text(compact(known[name]()) + "\n")
        print(f"{file.name}: {file.stat().st_size} bytes, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
