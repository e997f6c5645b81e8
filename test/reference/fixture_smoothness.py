"""smoothness.json: loss and gradient of networks with formula weights at steps along the gradient (Santurkar 2018)."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

import deterministic
from fixture_lesion import CLASSES
from kinks import CLEAR, nearest_kink
from torch_orders import OrderedResNet, cifar_resnet

STEPS = (0.002, 0.01, 0.05)


def loss_and_gradient(model: nn.Module, images: torch.Tensor, labels: torch.Tensor, smoothing: float) -> tuple[float, list[torch.Tensor]]:
    model.train()
    loss = F.cross_entropy(model(images), labels, label_smoothing=smoothing)
    return loss.item(), list(torch.autograd.grad(loss, list(model.parameters())))


def flat(tensors: list[torch.Tensor]) -> torch.Tensor:
    return torch.cat([tensor.double().flatten() for tensor in tensors])


def along(model: nn.Module, images: torch.Tensor, labels: torch.Tensor, smoothing: float, dtype: torch.dtype) -> tuple[dict, float]:
    """The measures, and how near a relu came to its kink at any of the weights."""
    model = copy.deepcopy(model).to(dtype)
    images = images.to(dtype)
    with nearest_kink() as distances:
        loss, start = loss_and_gradient(model, images, labels, smoothing)
        origin = flat(start)
        measures: dict = {"loss": loss, "losses": [], "gradientChanges": [], "cosines": []}
        ratios = []
        for step in STEPS:
            there = copy.deepcopy(model)
            with torch.no_grad():
                for parameter, gradient in zip(there.parameters(), start, strict=True):
                    parameter -= step * gradient
            moved_loss, gradient = loss_and_gradient(there, images, labels, smoothing)
            change = (flat(gradient) - origin).norm().item()
            measures["losses"].append(moved_loss)
            measures["gradientChanges"].append(change)
            measures["cosines"].append(F.cosine_similarity(flat(gradient), origin, dim=0).item())
            ratios.append(change / (step * origin.norm().item()))
    return {**measures, "beta": max(ratios)}, min(distances)


def smoothness_case(architecture: str, order: str, model: OrderedResNet, size: int, count: int, shortcut: str = "A", smoothing: float = 0.0) -> dict:
    deterministic.load(model, model.branch_ends())
    for step in range(200):
        images, labels = deterministic.batch(step, count, 3, size, size, CLASSES)
        measures, distance = along(model, images, labels, smoothing, torch.float64)
        if distance > CLEAR:
            break
    else:
        raise ValueError(f"{architecture} {order}: every batch comes near a kink")
    single, _ = along(model, images, labels, smoothing, torch.float32)
    changes = zip(single["gradientChanges"], measures["gradientChanges"], strict=True)
    return {
        "options": {"architecture": architecture, "order": order, "shortcut": shortcut, "input": {"height": size, "width": size, "channels": 3}, "classes": CLASSES},
        "labelSmoothing": smoothing,
        "batch": {"step": step, "count": count},
        "steps": list(STEPS),
        **measures,
        "float32Error": float(f"{max(abs(a - b) / b for a, b in changes):.3g}"),
    }


def smoothness() -> dict:
    cases = []
    for order in ("original", "bn-after-add", "full-preact", "no-bn"):
        cases.append(smoothness_case("resnet8", order, cifar_resnet(8, order, "A"), 8, 6))
    cases.append(smoothness_case("resnet8", "original", cifar_resnet(8, "original", "B"), 8, 6, "B", 0.1))
    cases.append(smoothness_case("plain8", "plain", cifar_resnet(8, "plain", "A"), 8, 6))
    return {"cases": cases}
