"""Classifies a folder of images with torchvision, as `classify_folder.ts` does with ResNet Lab. Needs torch and torchvision.

python bench/classify_folder.py weights FILE: writes resnet50's weights, random by a fixed seed, as torch.save does
python bench/classify_folder.py run FILE FOLDER WORKERS: prints a line of JSON an image
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "test" / "reference"))

import torch  # noqa: E402
import torchvision_models  # noqa: E402
from PIL import Image  # noqa: E402
from torch.utils.data import DataLoader, Dataset  # noqa: E402
from torchvision import transforms  # noqa: E402


class Folder(Dataset):
    """The images of a folder as torchvision's first preset of ResNet-50 prepares them."""

    def __init__(self, folder: Path) -> None:
        self.files = sorted(folder.glob("*.jpg"))
        normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        self.prepare = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), normalize])

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> torch.Tensor:
        return self.prepare(Image.open(self.files[index]).convert("RGB"))


def main() -> None:
    command, weights, *rest = sys.argv[1:]
    net = torchvision_models.build("resnet50")
    if command == "weights":
        torch.manual_seed(0)
        torch.save(torchvision_models.build("resnet50").state_dict(), weights)
        return
    net.load_state_dict(torch.load(weights))
    net.eval().to(memory_format=torch.channels_last)
    folder, workers = Path(rest[0]), int(rest[1])
    images = Folder(folder)
    at = 0
    with torch.inference_mode():
        for batch in DataLoader(images, batch_size=8, num_workers=workers):
            for probabilities in net(batch.to(memory_format=torch.channels_last)).softmax(1):
                values, indices = probabilities.topk(5)
                print(json.dumps({"image": str(images.files[at]), "top": [{"index": int(i), "probability": float(p)} for i, p in zip(indices, values, strict=True)]}))
                at += 1


main()
