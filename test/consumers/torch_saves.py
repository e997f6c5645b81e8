"""PyTorch saves torchvision's networks, in each of its ways, and says what they compute with the numbers that are in the file."""

import torch
from deterministic import load
from judging import answer, images
from safetensors.torch import save_file
from torchvision_models import branch_ends, build


def save(state: dict[str, torch.Tensor], form: str, path: str) -> None:
    if form == "safetensors":
        save_file(state, path)
    elif form == "legacy":
        torch.save(state, path, _use_new_zipfile_serialization=False)
    elif form == "checkpoint":
        torch.save({"epoch": 90, "arch": "resnet", "state_dict": {f"module.{name}": value for name, value in state.items()}}, path)
    else:
        torch.save(state, path)


def judge(case: dict) -> dict:
    model = build(case["architecture"], num_classes=case["classes"])
    load(model, branch_ends(model))
    kind = getattr(torch, case["type"])
    state = {name: value.to(kind) if value.is_floating_point() else value for name, value in model.state_dict().items()}
    save(state, case["form"], case["path"])
    model.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in state.items()})
    with torch.inference_mode():
        logits = model.eval()(images(case["count"], case["side"]))
    return {"logits": logits.flatten().tolist()}


answer(judge)
