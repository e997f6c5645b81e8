"""torchvision's own facts of its published ResNet weights, as test/reference/fixtures/pretrained.json."""

import json
from pathlib import Path

import torchvision_models as tv
from torchvision.models import get_model_weights

facts = []
for variant in tv.VARIANTS:
    for weights in get_model_weights(variant):
        transform = weights.transforms()
        facts.append({
            "file": weights.url.rsplit("/", 1)[1],
            "base": weights.url.rsplit("/", 1)[0] + "/",
            "architecture": variant,
            "mebibytes": weights.meta["_file_size"],
            "top1": weights.meta["_metrics"]["ImageNet-1K"]["acc@1"],
            "resize": transform.resize_size,
            "crop": transform.crop_size,
            "mean": transform.mean,
            "std": transform.std,
            "interpolation": transform.interpolation.value,
            "antialias": transform.antialias,
        })

target = Path(__file__).parent / "fixtures" / "pretrained.json"
target.write_text("[\n" + ",\n".join(json.dumps(entry) for entry in facts) + "\n]\n")
