"""lesion.json: error and loss of networks with formula weights when units are taken out or exchanged (Veit 2016)."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

import deterministic
from torch_orders import ORDERS, OrderedResNet, Unit, cifar_resnet

# Of unequal length, so that a mean over batches is not a mean over images.
BATCHES = (("eval", 24), (0, 9))
CLASSES = 10


class Bypassed(nn.Module):
    """A residual unit without its branch: what the shortcut carries, and what follows the addition."""

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self.unit = unit

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        unit = self.unit
        carried = unit.apply_layers(unit.before, x) if unit.prefix_feeds_both else x
        return unit.apply_layers(unit.after, carried if unit.downsample is None else unit.downsample(carried))


def unit_at(model: nn.Module, name: str) -> Unit:
    return model.get_submodule(name)


def without(model: OrderedResNet, names: list[str]) -> nn.Module:
    lesioned = copy.deepcopy(model)
    for name in names:
        stage, place = name.split(".")
        unit = unit_at(lesioned, name)
        lesioned.get_submodule(stage)[int(place)] = Bypassed(unit) if unit.residual else nn.Identity()
    return lesioned


def exchanged(model: OrderedResNet, pairs: list[list[str]]) -> nn.Module:
    lesioned = copy.deepcopy(model)
    for a, b in pairs:
        state_a, state_b = (copy.deepcopy(unit_at(lesioned, name).state_dict()) for name in (a, b))
        unit_at(lesioned, a).load_state_dict(state_b)
        unit_at(lesioned, b).load_state_dict(state_a)
    return lesioned


def damage(model: nn.Module, size: int) -> dict:
    """Over all images of all batches, in float64."""
    model = model.double().eval()
    images_seen, loss, hits = 0, 0.0, 0
    with torch.inference_mode():
        for step, count in BATCHES:
            images, labels = deterministic.batch(step, count, 3, size, size, CLASSES)
            logits = model(images.double())
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            hits += (logits.argmax(1) == labels).sum().item()
            images_seen += count
    return {"error": 1 - hits / images_seen, "loss": loss / images_seen}


def lesion_case(architecture: str, order: str, model: OrderedResNet, size: int, deletions: list[list[str]], swaps: list[list[list[str]]], shortcut: str = "A") -> dict:
    deterministic.load(model, model.branch_ends())
    return {
        "options": {"architecture": architecture, "order": order, "shortcut": shortcut, "input": {"height": size, "width": size, "channels": 3}, "classes": CLASSES},
        "deleted": [{"units": units, **damage(without(model, units), size)} for units in deletions],
        "swapped": [{"pairs": pairs, **damage(exchanged(model, pairs), size)} for pairs in swaps],
    }


def lesion() -> dict:
    each = [[], ["layer1.0"], ["layer2.0"], ["layer3.0"], ["layer1.0", "layer2.0", "layer3.0"]]
    cases = []
    for order in ORDERS:
        if order != "plain":
            cases.append(lesion_case("resnet8", order, cifar_resnet(8, order, "A"), 16, each, []))
    for order in ("original", "full-preact"):
        cases.append(lesion_case("resnet8", order, cifar_resnet(8, order, "C"), 16, each, [], "C"))
    deeper = [["layer1.1"], ["layer1.0", "layer1.1", "layer2.1"]]
    swaps = [[["layer1.0", "layer1.2"]], [["layer1.1", "layer1.2"], ["layer3.1", "layer3.2"], ["layer1.0", "layer1.1"]]]
    for order in ("original", "full-preact"):
        cases.append(lesion_case("resnet20", order, cifar_resnet(20, order, "A"), 12, deeper, swaps))
    cases.append(lesion_case("plain8", "plain", cifar_resnet(8, "plain", "A"), 16, [[], ["layer1.0"]], []))
    cases.append(lesion_case("plain20", "plain", cifar_resnet(20, "plain", "A"), 12, deeper, swaps))
    bottlenecks = [["layer1.0"], ["layer2.0"], ["layer1.3", "layer1.4", "layer3.0", "layer3.17"]]
    bottleneck_swaps = [[["layer1.1", "layer1.17"], ["layer3.2", "layer3.9"]]]
    for order in ("original", "full-preact"):
        cases.append(lesion_case("resnet164", order, cifar_resnet(164, order, "B", bottleneck=True), 8, bottlenecks, bottleneck_swaps, "B"))
    return {"cases": cases}
