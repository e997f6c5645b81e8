"""logits.json: what networks with formula weights answer in evaluation mode."""

import copy

import torch
from torch import nn

import deterministic
import torchvision_models
from torch_orders import ORDERS, OrderedResNet, cifar_resnet, imagenet_resnet

LARGE = ("resnet18", "resnet34", "resnet50", "resnext50_32x4d")
DILATIONS = ([False, True, True], [True, False, False])


def answer(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return model.eval()(images)


def measured(model: nn.Module, size: tuple[int, int, int]) -> dict:
    """The first logits, the norm of all, and a dot product with a formula vector, in which every logit counts.

    `float32Error`: distance of torch's float32 logits from its float64 ones, relative to their norm.
    """
    count, height, width = size
    images = deterministic.images("images", count, 3, height, width)
    logits = answer(model, images).double().flatten()
    exact = answer(copy.deepcopy(model).double(), images.double()).flatten()
    probe = deterministic.tensor("probe", tuple(logits.shape)).double()
    return {
        "images": [count, height, width, 3],
        "first": logits[:8].tolist(),
        "norm": logits.norm().item(),
        "dot": (logits @ probe).item(),
        "float32Error": float(f"{((logits - exact).norm() / exact.norm()).item():.3g}"),
    }


def torchvision_case(variant: str, sizes: list[tuple[int, int, int]], options: dict, keywords: dict) -> list[dict]:
    model = torchvision_models.build(variant, **keywords)
    deterministic.load(model, torchvision_models.branch_ends(model))
    return [{"options": {"architecture": variant, **options}, **measured(model, size)} for size in sizes]


def ordered_case(architecture: str, model: OrderedResNet, options: dict, size: tuple[int, int, int]) -> dict:
    deterministic.load(model, model.branch_ends())
    return {"options": {"architecture": architecture, **options}, **measured(model, size)}


def check_against_torchvision() -> None:
    """The reference of the orders, in the original order, is torchvision's network."""
    images = deterministic.images("images", 2, 3, 64, 64)
    for variant, units, bottleneck in (("resnet18", [2, 2, 2, 2], False), ("resnet50", [3, 4, 6, 3], True)):
        theirs = torchvision_models.build(variant)
        deterministic.load(theirs, torchvision_models.branch_ends(theirs))
        ours = imagenet_resnet(units, "original", bottleneck=bottleneck)
        deterministic.load(ours, ours.branch_ends())
        if not torch.allclose(answer(ours, images), answer(theirs, images), rtol=1e-5, atol=1e-5):
            raise ValueError(f"torch_orders differs from torchvision's {variant}")


def logits() -> dict:
    check_against_torchvision()
    cases: list[dict] = []
    for variant in torchvision_models.VARIANTS:
        sizes = [(2, 64, 64)] + ([(1, 224, 224)] if variant in LARGE else [])
        cases += torchvision_case(variant, sizes, {}, {})
    for dilation in DILATIONS:
        cases += torchvision_case("resnet50", [(2, 64, 64)], {"replaceStrideWithDilation": dilation}, {"replace_stride_with_dilation": dilation})
    cases += torchvision_case("resnet50", [(2, 64, 64)], {"groups": 4, "widthPerGroup": 32, "classes": 12}, {"groups": 4, "width_per_group": 32, "num_classes": 12})
    # Odd sizes: where a stride meets a border differs from even ones.
    cases += torchvision_case("resnet18", [(2, 57, 75)], {"classes": 12}, {"num_classes": 12})
    for order in ORDERS:
        for shortcut in "ABC":
            cases.append(ordered_case("resnet14", cifar_resnet(14, order, shortcut), {"order": order, "shortcut": shortcut}, (2, 32, 32)))
    for order in ("original", "full-preact", "conv-bn-relu-conv-bn-relu-conv-bn-add"):
        cases.append(ordered_case("resnet164", cifar_resnet(164, order, "B", bottleneck=True), {"order": order, "shortcut": "B"}, (2, 32, 32)))
    for order in ("full-preact", "conv-relu-bn", "no-bn"):
        cases.append(ordered_case("resnet50", imagenet_resnet([3, 4, 6, 3], order, bottleneck=True, classes=12), {"order": order, "classes": 12}, (2, 64, 64)))
    # None of the named orders: three convs, an empty run between two of them, a bn after the addition.
    cases.append(ordered_case("resnet14", cifar_resnet(14, "relu-conv-conv-bn-conv-add-bn", "B"), {"order": "relu-conv-conv-bn-conv-add-bn", "shortcut": "B"}, (2, 28, 28)))
    return {"cases": cases}
