"""torchvision's models, whether or not its compiled operators load beside this build of torch (the models need none of them)."""

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # On import torchvision gives shape rules to two of its operators, which fails where their schemas are not loaded: state them.
    _schemas = torch.library.Library("torchvision", "DEF")
    for _operator in ("nms", "qnms"):
        _schemas.define(f"{_operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from torchvision import models  # noqa: E402
from torchvision.models.resnet import BasicBlock, Bottleneck  # noqa: E402

VARIANTS = (
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
)


def build(variant: str, **options: object) -> torch.nn.Module:
    """An untrained model with torchvision's own keyword arguments."""
    return getattr(models, variant)(weights=None, **options)


def branch_ends(model: torch.nn.Module) -> set[str]:
    """Names of the batch norms that end a residual branch."""
    last = {BasicBlock: "bn2", Bottleneck: "bn3"}
    return {f"{path}.{last[type(unit)]}" for path, unit in model.named_modules() if type(unit) in last}
