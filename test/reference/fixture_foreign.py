"""foreign.json: how timm and Keras name and shape the tensors of their ResNets, and what some of these answer with formula weights.

Needs timm and keras with TensorFlow besides (requirements-foreign.txt).
"""

import hashlib
import math
import os

import numpy as np

import deterministic
from fixture_logits import answer
from fixture_names import state_lines

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402
import timm  # noqa: E402  (after torchvision, which fixture_names gets loaded where it does not by itself)

# timm's networks with torchvision's names, and its pre-activated ones.
TIMM = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2")
TIMM_V2 = ("resnetv2_50", "resnetv2_101", "resnetv2_152")
# Networks that are not ours: enough of their tensors that one sees why.
TIMM_OTHERS = ("resnet50d", "resnet50c", "resnet50_gn", "seresnet50", "ecaresnet26t", "res2net50_26w_4s", "resnest50d", "resnetv2_18", "resnetv2_50d", "resnetv2_50d_gn", "resnetv2_50d_evos", "resnetv2_50x1_bit")
SHOWN = ("conv1.", "bn1.", "stem.", "layer1.0.", "layer2.0.", "stages.0.blocks.0.", "stages.1.blocks.0.", "norm.", "fc.", "head.")
KERAS = ("ResNet50", "ResNet101", "ResNet152", "ResNet50V2", "ResNet101V2", "ResNet152V2")
# Odd extents: where a stride meets a border differs from even ones.
HEIGHT, WIDTH = 96, 72


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def measured(logits: np.ndarray) -> dict:
    """As in logits.json: the first logits, the norm of all, and a dot product in which every logit counts."""
    logits = logits.astype(np.float64).ravel()
    probe = deterministic.values("probe", len(logits)).astype(np.float64)
    return {"height": HEIGHT, "width": WIDTH, "first": logits[:8].tolist(), "norm": float(np.linalg.norm(logits)), "dot": float(logits @ probe)}


def timm_logits(name: str) -> dict:
    model = timm.create_model(name, pretrained=False)
    deterministic.load(model, {path for path, _ in model.named_modules() if path.endswith(".conv3")})
    return {"name": name, **measured(answer(model, deterministic.images("images", 1, 3, HEIGHT, WIDTH)).numpy())}


def keras_lines(model: keras.Model) -> list[str]:
    return [f"{weight.path}:{'x'.join(map(str, weight.shape))}" for weight in model.weights]


def keras_value(path: str, shape: tuple[int, ...], preactivated: bool) -> np.ndarray:
    """As deterministic.load, by Keras' names and in its layout."""
    layer, role = path.split("/")
    ends_branch = layer.endswith("_3_conv" if preactivated else "_3_bn")
    scale = deterministic.BRANCH_SCALE if ends_branch else 1.0
    spread = {
        "bias": (0.05, 0.0),
        "gamma": (0.1, scale),
        "beta": (0.1, 0.0 if ends_branch else deterministic.SHIFT),
        "moving_mean": (0.1, 0.0),
        "moving_variance": (0.1, 1.0),
    }
    if role == "kernel":
        std = 1 / math.sqrt(shape[0]) if len(shape) == 2 else scale * math.sqrt(2 / (shape[0] * shape[1] * shape[3]))
        spread["kernel"] = (std, 0.0)
    std, mean = spread[role]
    return deterministic.values(path, math.prod(shape), std, mean).reshape(shape)


def keras_logits(name: str) -> dict:
    preactivated = name.endswith("V2")
    model = getattr(keras.applications, name)(weights=None, input_shape=(HEIGHT, WIDTH, 3), classifier_activation=None)
    for weight in model.weights:
        weight.assign(keras_value(weight.path, tuple(weight.shape), preactivated))
    images = deterministic.values("images", HEIGHT * WIDTH * 3).reshape(1, HEIGHT, WIDTH, 3)
    # The first networks read blue, green and red.
    return {"name": name, **measured(np.asarray(model(images if preactivated else images[..., ::-1].copy(), training=False)))}


def foreign() -> dict:
    others = {}
    for name in TIMM_OTHERS:
        others[name] = [line for line in state_lines(timm.create_model(name, pretrained=False)) if line.startswith(SHOWN)]
    return {
        "timm": [{"name": name, "sha256": digest(state_lines(timm.create_model(name, pretrained=False)))} for name in TIMM + TIMM_V2],
        "timmOthers": others,
        "timmLogits": [timm_logits("resnetv2_50")],
        "keras": [{"name": name, "sha256": digest(keras_lines(getattr(keras.applications, name)(weights=None)))} for name in KERAS],
        "kerasLogits": [keras_logits("ResNet50"), keras_logits("ResNet50V2")],
    }
