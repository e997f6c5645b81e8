"""ResNets of any layer order in PyTorch: the CIFAR nets of He 2015 and 2016 and torchvision's family.

Written from the papers and the rules of the orders, apart from the TypeScript that it checks:
- an order is `prefix conv between conv tail`; on a bottleneck's three convs `between` stands twice;
- a prefix (pre-activation) also follows the last unit's output, and the stem is then its conv alone;
- where a unit changes shape the shortcut takes the prefix's output, and so do both paths of the first unit;
- a projection has a batch norm exactly where one stands between the last conv and the addition;
- an order without batch norm has convs with biases.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

ORDERS = {
    "original": "conv-bn-relu-conv-bn-add-relu",
    "bn-after-add": "conv-bn-relu-conv-add-bn-relu",
    "relu-before-add": "conv-bn-relu-conv-bn-relu-add",
    "relu-only-preact": "relu-conv-bn-relu-conv-bn-add",
    "full-preact": "bn-relu-conv-bn-relu-conv-add",
    "no-last-relu": "conv-bn-relu-conv-bn-add",
    "conv-relu-bn": "conv-relu-bn-conv-relu-bn-add",
    "conv-relu-bn-relu": "conv-relu-bn-conv-bn-add-relu",
    "no-bn": "conv-relu-conv-add-relu",
    "plain": "conv-bn-relu-conv-bn-relu",
}
EXPANSION = 4


@dataclass(frozen=True)
class Order:
    prefix: list[str]
    """From the first conv to the last token, for the convs of the unit in question."""
    body: list[str]

    @property
    def normalises(self) -> bool:
        return "bn" in self.prefix + self.body

    @property
    def branch_ends_normalised(self) -> bool:
        last = len(self.body) - 1 - self.body[::-1].index("conv")
        tail = self.body[last:]
        return "bn" in (tail[: tail.index("add")] if "add" in tail else tail)


def read_order(text: str, bottleneck: bool) -> Order:
    tokens = ORDERS.get(text, text).split("-")
    convs = [i for i, token in enumerate(tokens) if token == "conv"]
    body = tokens[convs[0] :]
    if bottleneck and len(convs) == 2:
        body = tokens[convs[0] : convs[1]] + body
    return Order(tokens[: convs[0]], body)


class Sequence(nn.Module):
    """Named layers for a run of tokens: conv1, conv2 …, bn1, bn2 …; relu has no parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = 0
        self.convs = 0

    def add_norm(self, channels: int) -> str:
        self.norms += 1
        name = f"bn{self.norms}"
        setattr(self, name, nn.BatchNorm2d(channels))
        return name

    def add_conv(self, conv: nn.Conv2d) -> str:
        self.convs += 1
        name = f"conv{self.convs}"
        setattr(self, name, conv)
        return name

    def apply_layers(self, names: list[str], x: torch.Tensor) -> torch.Tensor:
        for name in names:
            x = F.relu(x) if name == "relu" else getattr(self, name)(x)
        return x


class Pad(nn.Module):
    """Shortcut A: every `stride`-th pixel, then zero channels behind those there are."""

    def __init__(self, stride: int, extra: int) -> None:
        super().__init__()
        self.stride = stride
        self.extra = extra

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))


class Unit(Sequence):
    def __init__(self, order: Order, convs: list[nn.Conv2d], shortcut: str, stride: int, first: bool) -> None:
        super().__init__()
        source, out = convs[0].in_channels, convs[-1].out_channels
        changes = stride != 1 or source != out
        self.prefix_feeds_both = changes or first
        channels = source
        names: list[str] = []
        pending = list(convs)
        for token in order.prefix + order.body:
            if token == "bn":
                names.append(self.add_norm(channels))
            elif token == "conv":
                conv = pending.pop(0)
                channels = conv.out_channels
                names.append(self.add_conv(conv))
            else:
                names.append(token)
        self.before = names[: len(order.prefix)]
        rest = names[len(order.prefix) :]
        cut = rest.index("add") if "add" in rest else len(rest)
        self.branch, self.after = rest[:cut], rest[cut + 1 :]
        self.residual = "add" in rest
        self.branch_end = next(name for name in reversed(self.branch) if name != "relu")
        self.downsample: nn.Module | None = self.shortcut(order, shortcut, source, out, stride) if self.residual and (changes or shortcut == "C") else None

    @staticmethod
    def shortcut(order: Order, kind: str, source: int, out: int, stride: int) -> nn.Module:
        if kind == "A":
            return Pad(stride, out - source)
        projection = [nn.Conv2d(source, out, 1, stride, bias=not order.normalises)]
        return nn.Sequential(*projection, *([nn.BatchNorm2d(out)] if order.branch_ends_normalised else []))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        entered = self.apply_layers(self.before, x)
        y = self.apply_layers(self.branch, entered)
        if self.residual:
            carried = entered if self.prefix_feeds_both else x
            y = y + (carried if self.downsample is None else self.downsample(carried))
        return self.apply_layers(self.after, y)


class OrderedResNet(Sequence):
    """The CIFAR net (3×3 stem, three stages) or torchvision's (7×7 stem, max pool, four stages), in a given order."""

    def __init__(self, units: list[int], order: str, *, bottleneck: bool, cifar: bool, shortcut: str, classes: int) -> None:
        super().__init__()
        self.order = read_order(order, bottleneck)
        bias = not self.order.normalises
        widths = [16, 32, 64] if cifar else [64, 128, 256, 512]
        stem = nn.Conv2d(3, widths[0], 3, 1, 1, bias=bias) if cifar else nn.Conv2d(3, widths[0], 7, 2, 3, bias=bias)
        self.stem = [self.add_conv(stem)]
        if not self.order.prefix:
            self.stem += [self.add_norm(widths[0]), "relu"] if self.order.normalises else ["relu"]
        self.pool = nn.Identity() if cifar else nn.MaxPool2d(3, 2, 1)
        channels = widths[0]
        for s, (width, count) in enumerate(zip(widths, units, strict=True)):
            stage = []
            for i in range(count):
                stride = 2 if s > 0 and i == 0 else 1
                convs = self.convolutions(channels, width, stride, bottleneck, bias)
                stage.append(Unit(self.order, convs, shortcut, stride, first=s == 0 and i == 0))
                channels = convs[-1].out_channels
            setattr(self, f"layer{s + 1}", nn.Sequential(*stage))
        self.stages = [f"layer{s + 1}" for s in range(len(units))]
        self.head = Sequence()
        self.head_layers = [self.head.add_norm(channels) if token == "bn" else token for token in self.order.prefix]
        self.fc = nn.Linear(channels, classes)

    def convolutions(self, channels: int, width: int, stride: int, bottleneck: bool, bias: bool) -> list[nn.Conv2d]:
        if bottleneck:
            return [
                nn.Conv2d(channels, width, 1, bias=bias),
                nn.Conv2d(width, width, 3, stride, 1, bias=bias),
                nn.Conv2d(width, width * EXPANSION, 1, bias=bias),
            ]
        count = self.order.body.count("conv")
        return [nn.Conv2d(channels if i == 0 else width, width, 3, stride if i == 0 else 1, 1, bias=bias) for i in range(count)]

    def branch_ends(self) -> set[str]:
        """Names of the batch norm, else conv, that ends each residual branch."""
        return {f"{path}.{unit.branch_end}" for path, unit in self.named_modules() if isinstance(unit, Unit) and unit.residual}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(self.apply_layers(self.stem, x))
        for stage in self.stages:
            x = getattr(self, stage)(x)
        x = self.head.apply_layers(self.head_layers, x)
        return self.fc(x.mean(dim=(2, 3)))


def cifar_resnet(depth: int, order: str = "original", shortcut: str = "A", *, bottleneck: bool = False, classes: int = 10) -> OrderedResNet:
    """ResNet-`depth` of He 2015, section 4.2 (basic units), or of He 2016 (bottlenecks)."""
    n = (depth - 2) // (9 if bottleneck else 6)
    return OrderedResNet([n, n, n], order, bottleneck=bottleneck, cifar=True, shortcut=shortcut, classes=classes)


def imagenet_resnet(units: list[int], order: str, *, bottleneck: bool, shortcut: str = "B", classes: int = 1000) -> OrderedResNet:
    return OrderedResNet(units, order, bottleneck=bottleneck, cifar=False, shortcut=shortcut, classes=classes)
