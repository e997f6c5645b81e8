"""grad-cam.json: where networks with formula weights look (Selvaraju 2017), and what their layers give, by PyTorch's hooks and gradients."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn import functional as F

import deterministic
import torchvision_models
from torch_orders import OrderedResNet, cifar_resnet
from torchvision_models import BasicBlock, Bottleneck


@contextmanager
def outputs_of(model: nn.Module, relus: list[str]) -> Iterator[dict[str, torch.Tensor]]:
    """Collects each module's output by its path, and each relu's by its name, in float64 with room for a gradient.

    What is handed on is a copy: torchvision's units add and activate in place.
    """
    outputs: dict[str, torch.Tensor] = {}
    relu, names = F.relu, iter(relus)

    def keep(name: str, output: torch.Tensor) -> torch.Tensor:
        output.retain_grad()
        outputs[name] = output
        return output.clone()

    def hook(name: str):
        return lambda _module, _inputs, output: keep(name, output)

    handles = [module.register_forward_hook(hook(path)) for path, module in model.named_modules() if path and not isinstance(module, nn.ReLU)]
    F.relu = lambda x, inplace=False: keep(next(names), relu(x))
    try:
        yield outputs
    finally:
        F.relu = relu
        for handle in handles:
            handle.remove()


def torchvision_relus(model: nn.Module) -> list[str]:
    """The relus in the order of execution, named as torchvision's feature extractor names them."""
    calls = {BasicBlock: 2, Bottleneck: 3}
    units = [(path, calls[type(unit)]) for path, unit in model.named_modules() if type(unit) in calls]
    return ["relu", *(f"{path}.relu" + (f"_{k}" if k else "") for path, count in units for k in range(count))]


def ordered_relus(model: OrderedResNet) -> list[str]:
    """As those, for a network whose units have two convs."""
    tokens = model.order.prefix + model.order.body
    stem = ["relu"] if "relu" in model.stem else []
    units = [f"layer{s}.{i}" for s, stage in enumerate(model.stages, 1) for i in range(len(getattr(model, stage)))]
    head = ["head.relu"] * model.order.prefix.count("relu")
    return stem + [f"{unit}.relu" + (f"_{k}" if k else "") for unit in units for k in range(tokens.count("relu"))] + head


def grad_cam(activations: torch.Tensor, gradients: torch.Tensor) -> torch.Tensor:
    """Equations 1 and 2 of the paper for one image, divided by the largest value."""
    weights = gradients.mean(dim=(2, 3), keepdim=True)
    seen = F.relu((weights * activations).sum(dim=1)[0])
    return seen / seen.max() if seen.max() > 0 else seen


def looked_into(model: nn.Module, relus: list[str], size: int, questions: list[tuple[str, int]], modules: dict[str, str]) -> dict:
    """`questions`: layers and classes; `modules`: where a layer's output is that of a module of another name."""
    model = copy.deepcopy(model).double().eval()
    images = deterministic.images("images", 1, 3, size, size).double().requires_grad_()
    maps, features = [], {}
    for layer, index in questions:
        with outputs_of(model, relus) as outputs:
            logits = model(images)
        logits[0, index].backward()
        output = outputs[modules.get(layer, layer)]
        seen = grad_cam(output.detach(), output.grad)
        maps.append({"layer": layer, "index": index, "height": seen.shape[0], "width": seen.shape[1], "map": [round(value, 6) for value in seen.flatten().tolist()]})
        values = output.detach().permute(0, 2, 3, 1).flatten()
        features[layer] = {
            "layer": layer,
            "channels": output.shape[1],
            "first": values[:6].tolist(),
            "norm": values.norm().item(),
            "dot": (values @ deterministic.tensor("probe", tuple(values.shape)).double()).item(),
        }
    return {"size": size, "top": int(logits.argmax()), "maps": maps, "features": list(features.values())}


def torchvision_case(architecture: str, size: int, questions: list[tuple[str, int]], options: dict | None = None, **keywords: object) -> dict:
    model = torchvision_models.build(architecture, **keywords)
    deterministic.load(model, torchvision_models.branch_ends(model))
    return {"options": {"architecture": architecture, **(options or {})}, **looked_into(model, torchvision_relus(model), size, questions, {})}


def ordered_case(order: str, shortcut: str, questions: list[tuple[str, int]], modules: dict[str, str] | None = None) -> dict:
    model = cifar_resnet(8, order, shortcut)
    deterministic.load(model, model.branch_ends())
    return {"options": {"architecture": "resnet8", "order": order, "shortcut": shortcut}, **looked_into(model, ordered_relus(model), 32, questions, modules or {})}


def grad_cams() -> dict:
    dilated = [False, True, True]
    keywords = {"groups": 4, "width_per_group": 8, "replace_stride_with_dilation": dilated}
    return {
        "cases": [
            torchvision_case("resnet18", 64, [("layer4.1.relu_1", 0), ("layer4.1.relu_1", 999), ("layer1.1.relu_1", 7), ("layer2.0.conv1", 7), ("layer3.1.bn2", 500), ("maxpool", 3)]),
            torchvision_case("resnet50", 64, [("layer4.2.relu_2", 11), ("layer3.0.conv2", 11), ("layer1.0.downsample.0", 400)]),
            torchvision_case("resnet50", 64, [("layer4.2.relu_2", 5), ("layer4.0.relu", 5), ("layer2.0.conv1", 5)], {"groups": 4, "widthPerGroup": 8, "replaceStrideWithDilation": dilated}, **keywords),
            ordered_case("original", "A", [("layer3.0.relu_1", 1), ("layer1.0.bn1", 1)]),
            ordered_case("full-preact", "B", [("head.relu", 2), ("layer3.0.add", 2), ("layer2.0.conv1", 2), ("layer1.0.bn1", 3)], {"layer3.0.add": "layer3.0"}),
            ordered_case("conv-relu-bn", "C", [("layer3.0.add", 4), ("layer2.0.bn1", 4)], {"layer3.0.add": "layer3.0"}),
            ordered_case("no-bn", "B", [("layer3.0.relu_1", 4), ("relu", 4)]),
        ]
    }
