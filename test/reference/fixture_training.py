"""training.json: losses of short trainings from formula weights on formula batches, in float32 and in float64."""

import torch
from torch import nn
from torch.nn import functional as F

import deterministic
import torchvision_models
from torch_orders import ORDERS, cifar_resnet

# At 0.05 torch's own float32 and float64 losses part by up to 1e-2 within 20 steps in the orders without a clean shortcut path.
# At 0.01 they stay within 2e-4 (`lossDrift` of each case), so that a comparison to 1e-3 means something.
LEARNING_RATE = 0.01
SGD = {"optimizer": "sgd", "lr": LEARNING_RATE, "momentum": 0.9, "nesterov": False, "weightDecay": 5e-4}


def optimiser(model: nn.Module, training: dict) -> torch.optim.Optimizer:
    if training["optimizer"] == "sgd":
        return torch.optim.SGD(model.parameters(), lr=training["lr"], momentum=training["momentum"], nesterov=training["nesterov"], weight_decay=training["weightDecay"])
    return torch.optim.AdamW(model.parameters(), lr=training["lr"], weight_decay=training["weightDecay"])


def trained(model: nn.Module, training: dict, shape: tuple[int, int, int], classes: int, dtype: torch.dtype) -> dict:
    """Steps on `batch/<step>`; the gradient's norm is over all parameters, before weight decay.

    The running statistics are given after the first step too: there float32 is still exact to 1e-6, in every order.
    """
    model = model.to(dtype).train()
    updates = optimiser(model, training)
    losses, norms = [], []
    for step in range(training["steps"]):
        images, labels = deterministic.batch(step, training["batch"], *shape, classes)
        updates.zero_grad()
        loss = F.cross_entropy(model(images.to(dtype)), labels, label_smoothing=training["labelSmoothing"])
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.stack([p.grad.double().norm() for p in model.parameters()]).norm().item())
        updates.step()
        if step == 0:
            first = statistics(model)
    images, _ = deterministic.batch("eval", training["batch"], *shape, classes)
    with torch.inference_mode():
        logits = model.eval()(images.to(dtype)).double()
    return {"losses": losses, "gradientNorms": norms, "firstStatistics": first, "statistics": statistics(model), "evaluation": {"norm": logits.norm().item(), "first": logits.flatten()[:4].tolist()}}


def statistics(model: nn.Module) -> list[dict]:
    """Running statistics of the first and the last batch norm."""
    norms = [(name, module) for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)]
    rows = []
    for name, module in norms[:1] + norms[1:][-1:]:
        for key in ("running_mean", "running_var"):
            value = getattr(module, key).double()
            rows.append({"name": f"{name}.{key}", "norm": value.norm().item(), "first": value[:4].tolist()})
    return rows


def drift(case: dict) -> float:
    """How far float32 strays from float64: the largest relative difference of a loss."""
    return max(abs(a - b) / b for a, b in zip(case["float32"]["losses"], case["float64"]["losses"], strict=True))


def both(build, options: dict, training: dict, shape: tuple[int, int, int], classes: int) -> dict:
    case = {"options": {**options, "classes": classes, "input": {"height": shape[1], "width": shape[2], "channels": shape[0]}}, "training": training}
    for key, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        case[key] = trained(build(), training, shape, classes, dtype)
    case["lossDrift"] = float(f"{drift(case):.3g}")
    print(f"  {options} {training['optimizer']}: losses {case['float32']['losses'][0]:.4f} … {case['float32']['losses'][-1]:.4f}, drift {case['lossDrift']}", flush=True)
    return case


def ordered(order: str, training: dict) -> dict:
    def build() -> nn.Module:
        model = cifar_resnet(20, order, "A")
        return deterministic.load(model, model.branch_ends())

    return both(build, {"architecture": "resnet20", "order": order}, training, (3, 32, 32), 10)


def torchvision_training(variant: str, training: dict, size: int, options: dict, keywords: dict) -> dict:
    def build() -> nn.Module:
        model = torchvision_models.build(variant, num_classes=10, **keywords)
        return deterministic.load(model, torchvision_models.branch_ends(model))

    return both(build, {"architecture": variant, **options}, training, (3, size, size), 10)


def training() -> dict:
    full = {**SGD, "labelSmoothing": 0.0, "batch": 32, "steps": 20}
    ten = {**full, "steps": 10}
    small = {**full, "lr": 0.001, "batch": 8, "steps": 3}
    cases = [ordered(order, full) for order in ORDERS]
    cases.append(ordered("original", {"optimizer": "adamw", "lr": 1e-3, "weightDecay": 0.05, "labelSmoothing": 0.0, "batch": 32, "steps": 10}))
    # Decay so strong that leaving it out, or coupling AdamW's to the gradient, would show.
    cases.append(ordered("original", {"optimizer": "adamw", "lr": 1e-3, "weightDecay": 5.0, "labelSmoothing": 0.0, "batch": 32, "steps": 10}))
    cases.append(ordered("original", {**ten, "weightDecay": 0.1}))
    cases.append(ordered("original", {**ten, "nesterov": True}))
    cases.append(ordered("original", {**ten, "labelSmoothing": 0.1}))
    cases.append(torchvision_training("resnet50", small, 32, {}, {}))
    cases.append(torchvision_training("resnext50_32x4d", small, 32, {}, {}))
    dilation = [False, True, True]
    cases.append(torchvision_training("resnet50", {**small, "batch": 4, "steps": 2}, 64, {"replaceStrideWithDilation": dilation}, {"replace_stride_with_dilation": dilation}))
    return {"cases": cases}
