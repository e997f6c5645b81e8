"""landscape.json: losses of networks with formula weights, moved along filter-normalised formula directions (Li 2018)."""

import copy

import torch
from torch import nn

import deterministic
from fixture_lesion import CLASSES, damage
from torch_orders import OrderedResNet, cifar_resnet

PLACES = ((0.0, 0.0), (0.5, 0.0), (-1.0, 0.0), (0.25, -0.75), (1.0, 1.0))


def direction(model: nn.Module, index: int) -> dict[str, torch.Tensor]:
    """Each filter scaled to its weight's norm; nothing for what has one dimension (the paper's code: `normalize_direction`, `ignore='biasbn'`)."""
    found = {}
    for name, weight in model.named_parameters():
        if weight.dim() <= 1:
            found[name] = torch.zeros_like(weight, dtype=torch.float64)
            continue
        d = deterministic.tensor(f"direction/{index}/{name}", tuple(weight.shape)).double()
        for d_filter, w_filter in zip(d, weight.detach().double(), strict=True):
            d_filter.mul_(w_filter.norm() / (d_filter.norm() + 1e-10))
        found[name] = d
    return found


def moved(model: nn.Module, directions: list[dict[str, torch.Tensor]], by: tuple[float, ...]) -> nn.Module:
    changed = copy.deepcopy(model).double()
    with torch.no_grad():
        for name, parameter in changed.named_parameters():
            for d, step in zip(directions, by, strict=True):
                parameter += step * d[name]
    return changed


def landscape_case(architecture: str, order: str, model: OrderedResNet, size: int, shortcut: str = "A") -> dict:
    deterministic.load(model, model.branch_ends())
    directions = [direction(model, 0), direction(model, 1)]
    pinned = [{"name": name, "first": directions[1][name].flatten()[:3].tolist(), "last": directions[1][name].flatten()[-1].item()} for name in ("conv1.weight", "fc.weight")]
    return {
        "options": {"architecture": architecture, "order": order, "shortcut": shortcut, "input": {"height": size, "width": size, "channels": 3}, "classes": CLASSES},
        "direction": pinned,
        "points": [{"by": list(by), **damage(moved(model, directions, by), size)} for by in PLACES],
    }


def landscape() -> dict:
    cases = [landscape_case("resnet8", order, cifar_resnet(8, order, "B"), 16, "B") for order in ("original", "bn-after-add", "full-preact", "no-bn")]
    cases.append(landscape_case("plain8", "plain", cifar_resnet(8, "plain", "A"), 16))
    cases.append(landscape_case("resnet164", "original", cifar_resnet(164, "original", "B", bottleneck=True), 8, "B"))
    return {"cases": cases}
