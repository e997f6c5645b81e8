"""probes.json: what probes see in one training step, by PyTorch's hooks on formula weights and a formula batch, in float64."""

import torch
from torch import nn
from torch.nn import functional as F

import deterministic
from torch_orders import OrderedResNet, Unit, cifar_resnet

BATCH = 16
CASES = [
    ("resnet8", "original", 8),
    ("resnet8", "bn-after-add", 8),
    ("resnet8", "relu-before-add", 8),
    ("resnet8", "full-preact", 8),
    ("resnet8", "conv-relu-bn", 8),
    ("resnet8", "no-bn", 8),
    ("resnet14", "relu-only-preact", 14),
    ("plain14", "plain", 14),
]


def spread(value: torch.Tensor) -> float:
    return value.std(unbiased=False).item()


def channel_variance(value: torch.Tensor) -> float:
    return value.var(dim=(0, 2, 3), unbiased=False).mean().item()


class Watch:
    """Every relu's output, each conv's response and each unit's trunk, branch and output, as a forward pass makes them."""

    def __init__(self, model: OrderedResNet) -> None:
        self.model = model
        self.responses: list[torch.Tensor] = []
        self.relus: list[torch.Tensor] = []
        self.outputs: list[torch.Tensor] = []
        self.trunk: list[torch.Tensor] = []
        self.branch: list[torch.Tensor] = []

    def layers(self, owner: nn.Module, names: list[str], x: torch.Tensor) -> torch.Tensor:
        for place, name in enumerate(names):
            x = F.relu(x) if name == "relu" else getattr(owner, name)(x)
            following = names[place + 1] if place + 1 < len(names) else ""
            if name == "relu":
                self.relus.append(x)
            elif name.startswith("conv") and not following.startswith("bn"):
                self.responses.append(x)
            elif name.startswith("bn") and place > 0 and names[place - 1].startswith("conv"):
                self.responses.append(x)
        return x

    def output(self, x: torch.Tensor) -> torch.Tensor:
        x.retain_grad()
        self.outputs.append(x)
        return x

    def unit(self, unit: Unit, x: torch.Tensor) -> torch.Tensor:
        entered = self.layers(unit, unit.before, x)
        if len(self.outputs) == 1 and unit.before[:1] == ["bn1"]:
            self.responses[0] = unit.bn1(x)  # pre-activation: the stem's conv is normalised by the first unit
        y = self.layers(unit, unit.branch, entered)
        if unit.residual:
            carried = entered if unit.prefix_feeds_both else x
            carried = carried if unit.downsample is None else unit.downsample(carried)
            self.trunk.append(carried)
            self.branch.append(y)
            y = y + carried
        return self.output(self.layers(unit, unit.after, y))

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        model = self.model
        x = self.output(self.layers(model, model.stem, x))
        for stage in model.stages:
            for unit in getattr(model, stage):
                x = self.unit(unit, x)
        x = self.layers(model.head, model.head_layers, x)
        return model.fc(x.mean(dim=(2, 3)))


def grids(model: OrderedResNet) -> dict:
    images, labels = deterministic.batch(0, BATCH, 3, 32, 32, 10)
    watch = Watch(model.double().train())
    F.cross_entropy(watch(images.double()), labels).backward()
    weighted = [module for module in model.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    weights = [module.weight for module in weighted]
    return {
        "weightGradient": [weight.grad.norm().item() for weight in weights],
        "gradientRatio": [(weight.grad.norm() / weight.norm()).item() for weight in weights],
        "signal": [output.grad.norm().item() for output in watch.outputs],
        "response": [spread(value) for value in watch.responses],
        "mean": [output.mean().item() for output in watch.outputs],
        "std": [spread(output) for output in watch.outputs],
        "zero": [(value == 0).double().mean().item() for value in watch.relus],
        "dead": [(value == 0).all(dim=3).all(dim=2).all(dim=0).double().mean().item() for value in watch.relus],
        "trunk": [channel_variance(value) for value in watch.trunk],
        "branch": [channel_variance(value) for value in watch.branch],
        "gamma": [module.weight.square().mean().sqrt().item() for module in model.modules() if isinstance(module, nn.BatchNorm2d)],
    }


def probes() -> dict:
    cases = []
    for architecture, order, depth in CASES:
        model = cifar_resnet(depth, order, "A")
        deterministic.load(model, model.branch_ends())
        cases.append({"architecture": architecture, "order": order, "batch": BATCH, "grids": grids(model)})
    return {"cases": cases}
