"""schedules.json: the learning rate of each step from torch's schedulers."""

import torch
from torch.optim import lr_scheduler

STEPS = 30
PEAK = 0.1


def rates(make) -> list[float]:
    """The rate that each optimiser step uses; the scheduler moves after every step."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
    scheduler = make(optimiser)
    out = []
    for step in range(STEPS):
        out.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        if step + 1 < STEPS:
            scheduler.step()
    return out


def warmed(steps: int, make):
    """Linear from PEAK/steps over `steps` steps, then another schedule from its own start."""

    def scheduler(optimiser):
        warm = lr_scheduler.LinearLR(optimiser, start_factor=1 / steps, total_iters=steps - 1)
        return lr_scheduler.SequentialLR(optimiser, [warm, make(optimiser)], milestones=[steps])

    return scheduler


def schedules() -> dict:
    def one_cycle(o):
        return lr_scheduler.OneCycleLR(o, max_lr=PEAK, total_steps=STEPS, pct_start=0.3, anneal_strategy="cos", div_factor=25, final_div_factor=1e4)

    def cosine(steps):
        return lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=steps, eta_min=0)

    def multi_step(milestones):
        return lambda o: lr_scheduler.MultiStepLR(o, milestones=milestones, gamma=0.1)

    cases = {
        "OneCycleLR": ({"maxLr": PEAK, "totalSteps": STEPS, "pctStart": 0.3, "divFactor": 25, "finalDivFactor": 1e4}, one_cycle),
        "CosineAnnealingLR": ({"tMax": STEPS, "etaMin": 0}, cosine(STEPS)),
        "MultiStepLR": ({"milestones": [10, 20], "gamma": 0.1}, multi_step([10, 20])),
        "LinearLR": ({"startFactor": 0.2, "totalIters": 4}, lambda o: lr_scheduler.LinearLR(o, start_factor=0.2, total_iters=4)),
        "LinearLR, CosineAnnealingLR": ({"warmup": 5, "startFactor": 0.2, "tMax": STEPS - 5, "etaMin": 0}, warmed(5, cosine(STEPS - 5))),
        "LinearLR, MultiStepLR": ({"warmup": 5, "startFactor": 0.2, "milestones": [10, 20], "gamma": 0.1}, warmed(5, multi_step([5, 15]))),
    }
    return {"steps": STEPS, "peak": PEAK, "schedules": [{"name": name, "settings": settings, "rates": rates(make)} for name, (settings, make) in cases.items()]}
