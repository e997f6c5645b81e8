"""names.json and formula.json: what the parameters are called and shaped, and what the formula gives them."""

import hashlib

import numpy as np
from torch import nn

import deterministic
import torchvision_models
from torch_orders import ORDERS, OrderedResNet, cifar_resnet, imagenet_resnet

BOTTLENECK_ORDERS = ("original", "full-preact", "bn-after-add", "conv-relu-bn", "no-bn", "plain", "conv-bn-relu-conv-bn-relu-conv-bn-add")


def state_lines(model: nn.Module) -> list[str]:
    """`name:shape` of all that is saved, sorted, but for torch's counters of batches."""
    return sorted(f"{name}:{'x'.join(map(str, t.shape))}" for name, t in model.state_dict().items() if not name.endswith("num_batches_tracked"))


def summary(model: nn.Module) -> dict:
    lines = state_lines(model)
    return {"tensors": len(lines), "parameters": sum(p.numel() for p in model.parameters()), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def catalogue() -> list[dict]:
    """Every architecture with its own order and shortcut."""
    networks = [(variant, torchvision_models.build(variant)) for variant in torchvision_models.VARIANTS]
    for depth in (8, 14, 20, 32, 44, 56, 110, 1202):
        networks += [(f"resnet{depth}", cifar_resnet(depth)), (f"plain{depth}", cifar_resnet(depth, "plain"))]
    for depth in (164, 1001):
        networks += [(f"resnet{depth}", cifar_resnet(depth, "original", "B", bottleneck=True)), (f"plain{depth}", cifar_resnet(depth, "plain", bottleneck=True))]
    for depth, units in ((18, [2, 2, 2, 2]), (34, [3, 4, 6, 3])):
        networks.append((f"plain{depth}", imagenet_resnet(units, "plain", bottleneck=False)))
    return [{"options": {"architecture": name}, **summary(model)} for name, model in networks]


def names() -> dict:
    networks = catalogue()
    for depth in (14, 20):
        for order in ORDERS:
            for shortcut in "ABC":
                networks.append({"options": {"architecture": f"resnet{depth}", "order": order, "shortcut": shortcut}, **summary(cifar_resnet(depth, order, shortcut))})
    for order in BOTTLENECK_ORDERS:
        for shortcut in "ABC":
            model = cifar_resnet(164, order, shortcut, bottleneck=True)
            networks.append({"options": {"architecture": "resnet164", "order": order, "shortcut": shortcut}, **summary(model)})
        model = imagenet_resnet([3, 4, 6, 3], order, bottleneck=True)
        networks.append({"options": {"architecture": "resnet50", "order": order}, **summary(model)})
    # One whole list, so that a difference can be seen and not just noticed.
    spelled = {"options": {"architecture": "resnet14", "order": "full-preact", "shortcut": "B"}, "state": state_lines(cifar_resnet(14, "full-preact", "B"))}
    return {"networks": networks, "spelled": spelled}


def digest_of_weights(model: nn.Module) -> str:
    """SHA-256 of all float32 values, little-endian, tensors in the order of their names."""
    digest = hashlib.sha256()
    state = model.state_dict()
    for name in sorted(n for n in state if not n.endswith("num_batches_tracked")):
        digest.update(state[name].numpy().astype("<f4").tobytes())
    return digest.hexdigest()


def pinned_values(name: str, count: int, std: float, mean: float) -> dict:
    v = deterministic.values(name, count, std, mean)
    digest = hashlib.sha256(v.astype("<f4").tobytes()).hexdigest()
    return {"name": name, "count": count, "std": std, "mean": mean, "first": [float(x) for x in v[:4]], "last": float(v[-1]), "sha256": digest}


def formula() -> dict:
    v = deterministic.values("check", 1_000_000, 2.0, 0.5).astype(np.float64)
    if abs(v.mean() - 0.5) > 0.01 or abs(v.std() - 2.0) > 0.01:
        raise ValueError("the formula misses its mean or standard deviation")
    values = [pinned_values("conv1.weight", 9408, 0.02, 0.0), pinned_values("bn1.running_var", 64, 0.1, 1.0), pinned_values("images", 1_000_000, 1.0, 0.0)]
    weights = []
    for order, shortcut in (("original", "A"), ("relu-before-add", "C"), ("full-preact", "B"), ("no-bn", "B"), ("plain", "A")):
        model: OrderedResNet = cifar_resnet(14, order, shortcut)
        deterministic.load(model, model.branch_ends())
        weights.append({"options": {"architecture": "resnet14", "order": order, "shortcut": shortcut}, "sha256": digest_of_weights(model)})
    for variant in ("resnet18", "resnext50_32x4d"):
        model = torchvision_models.build(variant)
        deterministic.load(model, torchvision_models.branch_ends(model))
        weights.append({"options": {"architecture": variant}, "sha256": digest_of_weights(model)})
    images = deterministic.images("images", 2, 3, 4, 5)
    return {
        "values": values,
        "labels": {"name": "labels", "classes": 10, "first": deterministic.labels("labels", 20, 10).tolist()},
        "images": {"name": "images", "shape": [2, 4, 5, 3], "pixel": {"image": 1, "channel": 2, "row": 3, "column": 4, "value": float(images[1, 2, 3, 4])}},
        "weights": weights,
    }
