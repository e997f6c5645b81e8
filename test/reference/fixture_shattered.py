"""shattered.json: the derivative of networks with formula weights along a circle of images (Balduzzi 2017)."""

import copy
import math

import torch
from torch import nn

import deterministic
from fixture_lesion import CLASSES
from kinks import CLEAR, nearest_kink
from torch_orders import OrderedResNet, cifar_resnet


def circle(a: torch.Tensor, b: torch.Tensor, points: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Images around zero in the plane of `a` and `b`, and the unit tangents there; float64."""
    a, b = a.double().flatten(), b.double().flatten()
    across = b - (a @ b) / (a @ a) * a
    across *= a.norm() / across.norm()
    angles = torch.arange(points, dtype=torch.float64) * (2 * math.pi / points)
    images = torch.outer(angles.cos(), a) + torch.outer(angles.sin(), across)
    tangents = (torch.outer(angles.cos(), across) - torch.outer(angles.sin(), a)) / a.norm()
    return images, tangents


def derivative(model: nn.Module, images: torch.Tensor, tangents: torch.Tensor, shape: tuple[int, int, int], dtype: torch.dtype) -> tuple[torch.Tensor, float]:
    """By automatic differentiation of the sum over the images, batch norm by their statistics; and how near a relu came to its kink."""
    model = copy.deepcopy(model).to(dtype).train()
    combination = deterministic.tensor("combination", (CLASSES,)).to(dtype)
    inputs = images.to(dtype).reshape(-1, *shape).requires_grad_()
    with nearest_kink() as distances:
        output = (model(inputs) @ combination).sum()
    (gradient,) = torch.autograd.grad(output, inputs)
    return (gradient.flatten(1).double() * tangents).sum(1), min(distances)


def autocorrelation(values: torch.Tensor) -> list[float]:
    """Circular, mean removed, by the discrete Fourier transform (Wiener and Khinchin)."""
    spectrum = torch.fft.fft(values - values.mean())
    covariance = torch.fft.ifft(spectrum.abs() ** 2).real
    return (covariance / covariance[0])[: len(values) // 2 + 1].tolist()


def shattered_case(architecture: str, order: str, model: OrderedResNet, size: int, points: int, shortcut: str) -> dict:
    deterministic.load(model, model.branch_ends())
    for pair in range(100):
        # The formula's index runs over NHWC; so do the circle's images on both sides, and torch is given them as NCHW.
        a, b = deterministic.images(f"circle/{pair}", 2, 3, size, size)
        images, tangents = circle(a, b, points)
        values, distance = derivative(model, images, tangents, (3, size, size), torch.float64)
        if distance > CLEAR:
            break
    else:
        raise ValueError(f"{architecture} {order}: every circle comes near a kink")
    single, _ = derivative(model, images, tangents, (3, size, size), torch.float32)
    return {
        "options": {"architecture": architecture, "order": order, "shortcut": shortcut, "input": {"height": size, "width": size, "channels": 3}, "classes": CLASSES},
        "images": f"circle/{pair}",
        "points": points,
        "derivative": values.tolist(),
        "autocorrelation": autocorrelation(values),
        "float32Error": float(f"{((single - values).norm() / values.norm()).item():.3g}"),
    }


def shattered() -> dict:
    cases = []
    for order in ("original", "bn-after-add", "full-preact", "conv-relu-bn", "no-bn"):
        cases.append(shattered_case("resnet8", order, cifar_resnet(8, order, "A"), 8, 12, "A"))
    cases.append(shattered_case("resnet8", "original", cifar_resnet(8, "original", "B"), 8, 12, "B"))
    cases.append(shattered_case("plain8", "plain", cifar_resnet(8, "plain", "A"), 8, 12, "A"))
    cases.append(shattered_case("resnet164", "original", cifar_resnet(164, "original", "B", bottleneck=True), 8, 3, "B"))
    return {"cases": cases}
