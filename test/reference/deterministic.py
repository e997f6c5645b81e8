"""Weights, images and labels by formula, bit for bit those of test/helpers/deterministic.ts.

A value depends on its tensor's name and its own index alone: bits = mix(mix(index) ^ fnv1a(name)), uniform with the
wanted mean and standard deviation, in float64, rounded once to float32. So nothing large need be stored.
"""

import math

import numpy as np
import torch
from torch import nn

CHUNK = 1 << 18
# What a residual branch adds, relative to a full-size layer: the scale of its last batch norm, else of its last conv.
# Below 1, so that the activations of 152 layers stay in range and short trainings do not amplify rounding.
BRANCH_SCALE = 0.3
# The mean beta of all other batch norms. Most activations are then positive: relus still bend, but a deep net without shortcuts
# is no longer so chaotic that float32's rounding alone moves its losses by percents within 20 steps.
SHIFT = 1.0


def fnv1a(name: str) -> int:
    """FNV-1a, 32 bits."""
    state = 0x811C9DC5
    for byte in name.encode():
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    return state


def mix(x: np.ndarray) -> np.ndarray:
    """A bijection of 32 bits with low bias (Chris Wellons's `lowbias32`), in place."""
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def bits(name: str, start: int, stop: int) -> np.ndarray:
    """The 32 random bits of each index from `start` up to `stop`."""
    x = mix(np.arange(start, stop, dtype=np.uint32))
    x ^= np.uint32(fnv1a(name))
    return mix(x)


def values(name: str, count: int, std: float = 1.0, mean: float = 0.0) -> np.ndarray:
    """`count` float32 values, uniform with this mean and standard deviation."""
    out = np.empty(count, dtype=np.float32)
    scale = math.sqrt(3) * std
    for start in range(0, count, CHUNK):
        stop = min(count, start + CHUNK)
        symmetric = (bits(name, start, stop).astype(np.float64) + 0.5) * 2.0**-31 - 1.0
        out[start:stop] = symmetric * scale + mean
    return out


def tensor(name: str, shape: tuple[int, ...], std: float = 1.0, mean: float = 0.0) -> torch.Tensor:
    return torch.from_numpy(values(name, math.prod(shape), std, mean)).reshape(shape)


def images(name: str, count: int, channels: int, height: int, width: int) -> torch.Tensor:
    """NCHW as torch wants it; the formula's index runs over NHWC."""
    return tensor(name, (count, height, width, channels)).permute(0, 3, 1, 2).contiguous()


def labels(name: str, count: int, classes: int) -> torch.Tensor:
    return torch.from_numpy(bits(name, 0, count).astype(np.int64) % classes)


def batch(step: int | str, count: int, channels: int, height: int, width: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Images and labels of one training step."""
    return images(f"batch/{step}/images", count, channels, height, width), labels(f"batch/{step}/labels", count, classes)


def load(model: nn.Module, branch_ends: set[str]) -> nn.Module:
    """Gives every parameter and running statistic its formula value. `branch_ends`: the batch norm, else conv, that ends each residual branch."""
    state: dict[str, torch.Tensor] = {}

    def put(name: str, old: torch.Tensor, std: float, mean: float = 0.0) -> None:
        state[name] = tensor(name, tuple(old.shape), std, mean)

    for path, module in model.named_modules():
        scale = BRANCH_SCALE if path in branch_ends else 1.0
        if isinstance(module, nn.Conv2d):
            put(f"{path}.weight", module.weight, scale * math.sqrt(2 / (module.out_channels * module.kernel_size[0] * module.kernel_size[1])))
            if module.bias is not None:
                put(f"{path}.bias", module.bias, 0.05)
        elif isinstance(module, nn.Linear):
            put(f"{path}.weight", module.weight, 1 / math.sqrt(module.in_features))
            put(f"{path}.bias", module.bias, 0.05)
        elif isinstance(module, nn.BatchNorm2d):
            put(f"{path}.weight", module.weight, 0.1, scale)
            put(f"{path}.bias", module.bias, 0.1, 0.0 if path in branch_ends else SHIFT)
            put(f"{path}.running_mean", module.running_mean, 0.1)
            put(f"{path}.running_var", module.running_var, 0.1, 1.0)
    missing, unexpected = model.load_state_dict(state, strict=False)
    strange = [name for name in missing if not name.endswith("num_batches_tracked")] + list(unexpected)
    if strange:
        raise ValueError(f"not loaded by formula: {strange}")
    return model
