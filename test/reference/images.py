"""Makes fixtures/images/ and fixtures/images.json: odd images, and what Pillow, torchvision and a ResNet-18 make of them.

Run with Pillow, torch and torchvision installed:  python test/reference/images.py
The network has the weights of deterministic.py, except that its last layer is scaled and shifted so that each image has a distribution of its own.
"""

import hashlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision_models
from PIL import Image, ImageOps
import torchvision
from torchvision.transforms import CenterCrop, Compose, ConvertImageDtype, InterpolationMode, Normalize, PILToTensor, Resize

import deterministic
from odd_images import odd_images

IMAGENET = {"crop": [224, 224], "channels": 3, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
# Heights before widths. The last two are none of the program's own: a crop larger than the image, and grey.
PRESETS = {
    "v1": {"resize": 256, **IMAGENET},
    "v2": {"resize": 232, **IMAGENET},
    "cifar": {"resize": 32, "crop": [32, 32], "channels": 3, "mean": [0.4914, 0.4822, 0.4465], "std": [0.247, 0.2435, 0.2616]},
    "caffe": {"resize": 224, **IMAGENET, "mean": [123.68 / 255, 116.779 / 255, 103.939 / 255], "std": [1 / 255, 1 / 255, 1 / 255]},
    "padded": {"resize": 23, "crop": [40, 51], "channels": 3, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]},
    "grey": {"resize": 33, "crop": [28, 30], "channels": 1, "mean": [0.2860], "std": [0.3530]},
}
CLASSES = 100
# So that the probability of the first class is neither near nothing nor near one for most images.
SHARPNESS = 20.0
SAMPLES = 200


def prepared(image: Image.Image, preset: dict) -> torch.Tensor:
    """HWC, as torchvision's reference preprocessing gives it."""
    steps = [
        Resize(preset["resize"], interpolation=InterpolationMode.BILINEAR, antialias=True),
        CenterCrop(preset["crop"]),
        PILToTensor(),
        ConvertImageDtype(torch.float),
        Normalize(preset["mean"], preset["std"]),
    ]
    return Compose(steps)(image.convert("L") if preset["channels"] == 1 else image).permute(1, 2, 0).contiguous()


def samples(values: np.ndarray) -> list[float]:
    """Values at fixed places, evenly over all."""
    flat = values.reshape(-1)
    return [round(float(flat[k * 7919 * 31 % flat.size]), 5) for k in range(min(SAMPLES, flat.size))]


def hashed(values: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def summary(values: np.ndarray, exact: bool) -> dict:
    """A hash where every bit is to agree; else values at many places, and the mean."""
    return {"hash": hashed(values)} if exact else {"samples": samples(values), "mean": round(float(values.astype(np.float64).mean()), 5)}


def network() -> torch.nn.Module:
    model = torchvision_models.build("resnet18", num_classes=CLASSES)
    deterministic.load(model, torchvision_models.branch_ends(model)).eval()
    return model


def answers(inputs: list[torch.Tensor]) -> tuple[list[torch.Tensor], list[float]]:
    """Probabilities for each input, and the last layer's bias that takes the mean of all off."""
    model = network()
    head, model.fc = model.fc, torch.nn.Identity()
    with torch.no_grad():
        features = torch.cat([model(image.permute(2, 0, 1)[None]) for image in inputs])
        weight = head.weight * SHARPNESS
        bias = [float(f"{value:.7g}") for value in -(weight @ features.mean(0))]
        logits = features @ weight.T + torch.tensor(bias)
    return list(torch.softmax(logits.double(), 1)), bias


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # palettes with transparency: Pillow would rather make RGBA of them
    folder = Path(__file__).parent / "fixtures" / "images"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    rows, inputs = [], []
    for name, data in odd_images().items():
        (folder / name).write_bytes(data)
        opened = Image.open(io.BytesIO(data))
        image = ImageOps.exif_transpose(opened).convert("RGB")
        exact = not name.endswith(".avif")
        tensors = {key: prepared(image, preset) for key, preset in PRESETS.items()}
        made = {key: summary(tensor.numpy(), exact) for key, tensor in tensors.items()}
        rows.append({"name": name, "mode": opened.mode, "width": image.width, "height": image.height, "pixels": summary(np.asarray(image), exact), "prepared": made})
        inputs += [tensors["v1"], tensors["v2"]]
    probabilities, bias = answers(inputs)
    for k, row in enumerate(rows):
        for preset, values in zip(("v1", "v2"), probabilities[2 * k : 2 * k + 2]):
            best = torch.topk(values, 5)
            row[preset] = [[int(index), round(float(value), 6)] for value, index in zip(best.values, best.indices)]
    made = {"pillow": PIL.__version__, "torchvision": torchvision.__version__, "classes": CLASSES, "sharpness": SHARPNESS, "bias": bias, "presets": PRESETS}
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    head = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in made.items())
    (folder.parent / "images.json").write_text(f'{{\n{head},\n"images": [\n{lines}\n]\n}}\n')
    tops = [row["v1"][0] for row in rows]
    print(len(rows), "images;", sum(path.stat().st_size for path in folder.iterdir()), "bytes; first class:", sorted(round(top[1], 2) for top in tops), len({top[0] for top in tops}), "classes")


main()
