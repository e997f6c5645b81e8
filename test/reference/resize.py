"""Makes fixtures/resize.json: what Pillow and torchvision do to small images, for test/unit/data/resize.test.ts.

Run with Pillow, torch and torchvision installed:  python test/reference/resize.py
"""
import base64
import json
from pathlib import Path

import numpy
import PIL
import torchvision_models  # noqa: F401  (lets torchvision load)
from PIL import Image
import torchvision
from torchvision.transforms import CenterCrop, InterpolationMode, Resize

# width, height, channels, target width, target height
RESIZES = [(7, 5, 3, 3, 4), (5, 7, 3, 11, 9), (40, 30, 3, 8, 6), (33, 17, 1, 5, 16), (3, 3, 1, 3, 8), (61, 2, 3, 7, 2), (50, 50, 1, 49, 51), (1, 1, 3, 4, 4)]
# width, height, size that the shorter side is resized to and the centre crop has
CROPS = [(40, 30, 9), (30, 41, 8), (9, 12, 16), (50, 33, 32), (45, 45, 7)]


def noise(width, height, channels, seed):
    generator = numpy.random.default_rng(seed)
    return generator.integers(0, 256, (height, width, channels), dtype=numpy.uint8)


def text(pixels):
    return base64.b64encode(numpy.ascontiguousarray(pixels).tobytes()).decode()


def picture(pixels):
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def main():
    cases = []
    for seed, (width, height, channels, to_width, to_height) in enumerate(RESIZES):
        pixels = noise(width, height, channels, seed)
        if seed == 2:
            pixels = (pixels > 127).astype(numpy.uint8) * 255  # the extremes, where rounding would overflow
        result = numpy.asarray(picture(pixels).resize((to_width, to_height), Image.Resampling.BILINEAR))
        cases.append({"width": width, "height": height, "channels": channels, "pixels": text(pixels), "toWidth": to_width, "toHeight": to_height, "result": text(result)})
    crops = []
    for seed, (width, height, size) in enumerate(CROPS):
        pixels = noise(width, height, 3, 100 + seed)
        result = CenterCrop(size)(Resize(size, interpolation=InterpolationMode.BILINEAR, antialias=True)(picture(pixels)))
        crops.append({"width": width, "height": height, "pixels": text(pixels), "size": size, "result": text(numpy.asarray(result))})
    made = {"pillow": PIL.__version__, "torchvision": torchvision.__version__, "cases": cases, "crops": crops}
    target = Path(__file__).parent / "fixtures" / "resize.json"
    target.write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
