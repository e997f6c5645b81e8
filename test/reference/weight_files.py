"""Small files of weights as PyTorch and safetensors write them, and what torch itself reads from each: test/reference/fixtures/weights."""

import argparse
import collections
import json
import math
import os
import zipfile
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent / "fixtures" / "weights"
FOLDER.mkdir(parents=True, exist_ok=True)
torch.manual_seed(1)
expected: dict[str, dict] = {}

SPECIAL = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 6e-8, -6e-8, 6.1e-5, 65504.0, 1 / 3, 1e-45, 1e-40, 3.4e38, 1e300, -1e300, 2049.5, 16777217.0]
NUMBERS = {
    "float64": torch.tensor(SPECIAL, dtype=torch.float64),
    "float32": torch.tensor(SPECIAL, dtype=torch.float64).float(),
    "float16": torch.tensor(SPECIAL, dtype=torch.float64).half(),
    "bfloat16": torch.tensor(SPECIAL, dtype=torch.float64).bfloat16(),
    "int64": torch.tensor([0, 1, -1, 12345, 2**53, -(2**63), 2**63 - 1]),
    "int32": torch.tensor([0, -(2**31), 2**31 - 1, 16777217], dtype=torch.int32),
    "int16": torch.tensor([0, -(2**15), 2**15 - 1], dtype=torch.int16),
    "int8": torch.tensor([0, -128, 127], dtype=torch.int8),
    "uint8": torch.tensor([0, 128, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
}


def network() -> torch.nn.Module:
    """Conv, batch norm (with its count of batches) and a linear layer, after one batch."""
    net = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.Flatten(), torch.nn.Linear(12, 4))
    net(torch.randn(5, 2, 4, 4))
    return net


def shaped() -> dict[str, torch.Tensor]:
    """Tensors that share a storage, begin within one, or do not lie row by row."""
    base = torch.arange(60, dtype=torch.float32) / 8
    return {
        "whole": base,
        "tail": base[50:],
        "transposed": base[:12].reshape(3, 4).t(),
        "steps": base[3::7],
        "permuted": base.reshape(3, 4, 5).permute(2, 0, 1)[1:, :, ::2],
        "channels_last": torch.arange(24.0).reshape(2, 3, 2, 2).to(memory_format=torch.channels_last),
        "half_transposed": torch.arange(6).reshape(2, 3).half().t(),
        "double_transposed": torch.arange(6).reshape(2, 3).double().t(),
        "bytes_transposed": torch.arange(6, dtype=torch.uint8).reshape(2, 3).t(),
        "repeated": torch.tensor([1.5, 2.5]).reshape(2, 1).expand(2, 3),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "ones": torch.full((1, 1, 1), 7.0),
    }


def checkpoint(net: torch.nn.Module) -> dict:
    """What a training script leaves: weights among counters, scores, options, and the states of optimiser, schedule and generators."""
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.randn(5, 2, 4, 4)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 4])
    return {
        "epoch": 3,
        "arch": "resnet18",
        "state_dict": net.state_dict(),
        "best_acc1": torch.tensor(71.5),
        "optimizer": optimizer.state_dict(),
        "scheduler": schedule.state_dict(),
        "scaler": torch.amp.GradScaler("cpu").state_dict(),
        "best": numpy.float64(0.5),
        "curve": numpy.arange(3.0),
        "args": argparse.Namespace(lr=0.1, size=torch.Size([1, 2]), device=torch.device("cpu"), dtype=torch.float16),
        "generator": torch.get_rng_state(),
        "extra": [b"bytes", {1, 2}, 1j, None, True, (1, (2, 3)), 2**70, -1, -(2**40), bytearray(b"x"), collections.Counter("aab"), collections.defaultdict(list, a=[1])],
    }


def tell(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def record(name: str, tensors: dict[str, torch.Tensor]) -> None:
    """What torch says of each tensor: its shape, and its values as 32-bit floats, row by row."""
    expected[name] = {
        key: {"shape": list(tensor.shape), "values": ["-0" if v == 0 and math.copysign(1, v) < 0 else tell(v) for v in tensor.detach().float().contiguous().reshape(-1).tolist()]}
        for key, tensor in tensors.items()
    }


def save(name: str, content: object, tensors=lambda loaded: loaded, **options: object) -> None:
    torch.save(content, FOLDER / name, **options)
    record(name, tensors(torch.load(FOLDER / name, weights_only=False)))


def main() -> None:
    net = network()
    state = net.state_dict()
    save("zip.pth", state)
    save("legacy.pth", state, _use_new_zipfile_serialization=False)
    save("numbers.pth", NUMBERS)
    save("numbers-legacy.pth", NUMBERS, _use_new_zipfile_serialization=False)
    save("shaped.pth", shaped())
    save("shaped-legacy.pth", shaped(), _use_new_zipfile_serialization=False)
    save("parameters.pth", dict(net.named_parameters()))
    save("protocol4.pth", state, pickle_protocol=4)
    save("protocol5-legacy.pth", state, pickle_protocol=5, _use_new_zipfile_serialization=False)
    without_module = lambda loaded: {key.removeprefix("module."): tensor for key, tensor in loaded.items()}  # noqa: E731
    save("parallel.pth", {"model": torch.nn.DataParallel(net).state_dict()}, lambda loaded: without_module(loaded["model"]))
    save("compiled.pth", {f"_orig_mod.{key}": tensor for key, tensor in state.items()}, lambda loaded: {key[10:]: tensor for key, tensor in loaded.items()})
    save("checkpoint.pth.tar", checkpoint(net), lambda loaded: loaded["state_dict"])
    save("checkpoint-legacy.pth", checkpoint(net), lambda loaded: loaded["state_dict"], _use_new_zipfile_serialization=False)
    named = torch.nn.Parameter(torch.arange(3.0))
    named.note = "kept"
    save("noted-parameter.pth", {"weight": named})
    torch.serialization.set_crc32_options(False)
    save("no-checksum.pth", state)
    torch.serialization.set_crc32_options(True)
    deflate("zip.pth", "deflated.pth")
    expected["deflated.pth"] = expected["zip.pth"]

    save_file(NUMBERS | {"uint16": torch.tensor([0, 65535], dtype=torch.uint16), "uint32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32)}, FOLDER / "numbers.safetensors", {"format": "pt"})
    record("numbers.safetensors", NUMBERS | {"uint16": torch.tensor([0.0, 65535.0]), "uint32": torch.tensor([0, 2**32 - 1])})
    save_file(state, FOLDER / "network.safetensors")
    record("network.safetensors", state)

    # What must be refused.
    torch.save(net, FOLDER / "module.pth")
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(FOLDER / "script.pth"))
    torch.save({"weight": Attack()}, FOLDER / "attack.pth")
    torch.save({"weight": Attack()}, FOLDER / "attack-legacy.pth", _use_new_zipfile_serialization=False)
    (FOLDER / "expected.json").write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(tensors)}" for name, tensors in expected.items()) + "\n}\n")


class Attack:
    """Runs a command in whatever unpickles it."""

    def __reduce__(self):
        return os.system, ("echo this file was executed",)


def deflate(source: str, target: str) -> None:
    with zipfile.ZipFile(FOLDER / source) as read, zipfile.ZipFile(FOLDER / target, "w", zipfile.ZIP_DEFLATED) as write:
        for member in read.infolist():
            write.writestr(member, read.read(member), zipfile.ZIP_DEFLATED)


main()
