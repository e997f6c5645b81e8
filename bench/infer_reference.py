"""A torchvision network with weights by formula (test/reference/deterministic.py) in PyTorch and in onnxruntime, timed on request.

Needs torch, torchvision, onnx, onnxruntime. python bench/infer_reference.py ARCHITECTURE THREADS
Reads lines `CONTESTANT BATCH RUNS` and answers each with a line of JSON: {"milliseconds": [...], "first": [...]}, the first logits for comparison.
"""

import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "test" / "reference"))

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
import torch  # noqa: E402

import deterministic  # noqa: E402
import torchvision_models  # noqa: E402

SIDE = 224


def contestants(architecture: str, threads: int) -> dict[str, Callable[[torch.Tensor], np.ndarray]]:
    torch.set_num_threads(threads)
    net = torchvision_models.build(architecture)
    deterministic.load(net, torchvision_models.branch_ends(net)).eval()
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, (torch.zeros(1, 3, SIDE, SIDE),), file, input_names=["images"], dynamic_axes={"images": {0: "batch"}}, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
    last = torchvision_models.build(architecture)
    last.load_state_dict(net.state_dict())
    last.eval().to(memory_format=torch.channels_last)
    return {
        "pytorch": lambda images: net(images).numpy(),
        "pytorch channels_last": lambda images: last(images.to(memory_format=torch.channels_last)).numpy(),
        "onnxruntime": lambda images: session.run(None, {"images": images.numpy()})[0],
    }


def main() -> None:
    architecture, threads = sys.argv[1], int(sys.argv[2])
    runs = contestants(architecture, threads)
    print(json.dumps({"torch": torch.__version__, "onnxruntime": onnxruntime.__version__}), flush=True)
    for line in sys.stdin:
        name, batch, count = line.strip().rsplit(" ", 2)
        images = deterministic.images("images", int(batch), 3, SIDE, SIDE)
        milliseconds = []
        with torch.inference_mode():
            for _ in range(int(count)):
                start = time.perf_counter()
                logits = runs[name](images)
                milliseconds.append(1000 * (time.perf_counter() - start))
        print(json.dumps({"milliseconds": milliseconds, "first": logits.flatten()[:8].tolist()}), flush=True)


main()
