"""Optimizers of the standard library and their schedules, in PyTorch and in double: the fixture of PyTorchOptimizerTest.

    python3 src/test/python/optimizers.py > src/test/resources/dev/netgrad/fixtures/optimizers.txt

Each case trains an affine map for some steps, always on the same batch. Start and data come from an integer hash that
dev.netgrad.checks.Hashed computes alike. Only LARS, which PyTorch lacks, is the paper's algorithm 1 written down here.
"""
import torch
import torch.nn.functional as F
from torch.optim import SGD, Adam, AdamW, RMSprop, lr_scheduler

from hashed import around, units

BATCH, STEPS, RATE = 4, 5, 0.3


class Lars(torch.optim.Optimizer):
    """You et al., arXiv 1708.03888, algorithm 1; a bias has no local rate."""

    def __init__(self, params, lr, momentum, weight_decay, trust):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "trust": trust})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                g, beta = w.grad, group["weight_decay"]
                local = group["trust"] * w.norm() / (g.norm() + beta * w.norm()) if w.ndim > 1 else 1
                v = self.state[w].get("v", torch.zeros_like(w))
                self.state[w]["v"] = v = group["momentum"] * v + group["lr"] * local * (g + beta * w)
                w -= v


def sgd(parameters, **options):
    return SGD(parameters, lr=RATE, **options)


CASES = [
    ("sgd", sgd, {}, None),
    ("sgd(momentum = 0.9, decay = 0.1)", sgd, {"momentum": 0.9, "weight_decay": 0.1}, None),
    ("sgd(momentum = 0.9, decay = 0.1, nesterov = 1)", sgd,
     {"momentum": 0.9, "weight_decay": 0.1, "nesterov": True}, None),
    ("sgd(momentum = 0.9, decay = 0.1, gainDecay = 0)", sgd, {"momentum": 0.9, "weight_decay": (0.1, 0)}, None),
    ("adam", Adam, {"lr": RATE}, None),
    ("adam(beta1 = 0.8, beta2 = 0.95, epsilon = 0.01, decay = 0.1)", Adam,
     {"lr": RATE, "betas": (0.8, 0.95), "eps": 0.01, "weight_decay": 0.1}, None),
    ("adamW", AdamW, {"lr": RATE}, None),
    ("adamW(decay = 0.2, gainDecay = 0)", AdamW, {"lr": RATE, "weight_decay": (0.2, 0)}, None),
    ("rmsProp", RMSprop, {"lr": RATE}, None),
    ("rmsProp(alpha = 0.9, epsilon = 0.01, momentum = 0.9, decay = 0.1)", RMSprop,
     {"lr": RATE, "alpha": 0.9, "eps": 0.01, "momentum": 0.9, "weight_decay": 0.1}, None),
    ("lars(decay = 0.1, trust = 0.02)", Lars, {"lr": RATE, "momentum": 0.9, "weight_decay": 0.1, "trust": 0.02}, None),
    ("sgd(lr = 0.3*stepDecay(step, 2, 4))", sgd, {}, lambda o: lr_scheduler.MultiStepLR(o, [2, 4])),
    ("sgd(lr = lr*cosine(step, 4, 0.1))", sgd, {}, lambda o: lr_scheduler.CosineAnnealingLR(o, 4, RATE * 0.1)),
    ("sgd(lr = lr*polynomialDecay(step, 4, 2))", sgd, {}, lambda o: lr_scheduler.PolynomialLR(o, 4, 2)),
    ("adam(lr = lr*warmUp(step, 3))", Adam, {"lr": RATE}, lambda o: lr_scheduler.LinearLR(o, 1 / 3, 1, 2)),
    ("sgd(lr = 0.3*0.5^(step - 1), momentum = 0.9)", sgd, {"momentum": 0.9},
     lambda o: lr_scheduler.ExponentialLR(o, 0.5)),
]


def line(name, tensor):
    print(name + ":", *(repr(value) for value in tensor.detach().flatten().tolist()))


for number, (text, optimizer, options, schedule) in enumerate(CASES):
    weight = around("dense.weight", 0, 3**-0.5, 3, 4).requires_grad_()
    bias = around("dense.bias", 0, 3**-0.5, 4).requires_grad_()
    x = around("x", 0, 3**0.5, BATCH, 3)
    label = torch.from_numpy((units("label", BATCH) * 4).astype("int64"))
    parameters = [weight, bias]
    decay = options.get("weight_decay")
    if isinstance(decay, tuple):
        options["weight_decay"] = decay[0]
        parameters = [{"params": [weight]}, {"params": [bias], "weight_decay": decay[1]}]
    optimizer = optimizer(parameters, **options)
    schedule = schedule and schedule(optimizer)
    print(f"{number}.optimizer: {text}")
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        F.cross_entropy(x @ weight + bias, label).backward()
        optimizer.step()
        if schedule:
            schedule.step()
        line(f"{number}.{step}.dense.weight", weight)
        line(f"{number}.{step}.dense.bias", bias)
