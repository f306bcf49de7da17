"""Two training steps of ResNet-20 in PyTorch, in double: the fixture of PyTorchStepTest.

    python3 src/test/python/resnet20_step.py src/test/resources/dev/netgrad/fixtures/resnet20_step.safetensors

The network is examples/resnet20.net. Weights, running statistics, images and labels are not in the fixture: they come
from an integer hash that dev.netgrad.checks.Hashed computes alike. What PyTorch answered is: the loss and the logits of
both steps, the running statistics after each, every parameter's gradient in the first step, every parameter after it,
and the first numbers of every parameter after the second (which momentum changed). Tensors have netgrad's names and
netgrad's layout: channels last, kernels [R, S, C, K].

Where a ReLU's argument is nearer to 0 than floats round, its derivative is as good as 1 as it is as 0. So of all salts of
the hash the first is taken with which none comes as near in either step; PyTorchStep has the same.
"""
import itertools
import json
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

from hashed import around, units

BATCH = 2
MARGIN = 5e-6  # how far from 0 every argument of a ReLU is
SHOWN = 64  # numbers of a parameter that are kept of the second step
LR, MOMENTUM, DECAY = 0.1, 0.9, 1e-4
STAGES = [("basic1", 3, 16), ("basic2", 0, 32), ("basic3", 2, 32), ("basic4", 0, 64), ("basic5", 2, 64)]


class Net:
    """Parameters by netgrad's name and in its layout; PyTorch's layout is a view of them."""

    def __init__(self, salt):
        self.salt = salt
        self.parameters = {}
        self.states = {}
        self.nearest = float("inf")

    def relu(self, x):
        self.nearest = min(self.nearest, x.detach().abs().min().item())
        return F.relu(x)

    def parameter(self, name, centre, bound, *shape):
        if name not in self.parameters:
            self.parameters[name] = around(self.salt + name, centre, bound, *shape).requires_grad_()
        return self.parameters[name]

    def conv(self, name, x, k, stride=1):
        c = x.shape[1]
        weight = self.parameter(name + ".weight", 0, (6 / (3 * 3 * k)) ** 0.5, 3, 3, c, k)
        return F.conv2d(x, weight.permute(3, 2, 0, 1), stride=stride, padding=1)

    def batch_norm(self, name, x):
        c = x.shape[1]
        mean, variance = name + ".runningMean", name + ".runningVariance"
        self.states.setdefault(mean, around(self.salt + mean, 0, 0.1, c))
        self.states.setdefault(variance, around(self.salt + variance, 1, 0.2, c))
        scale = self.parameter(name + ".scale", 1, 0.2, c)
        shift = self.parameter(name + ".shift", 0, 0.2, c)
        return F.batch_norm(x, self.states[mean], self.states[variance], scale, shift, True, 0.1, 1e-5)

    def basic(self, name, x, k, stride):
        f = self.relu(self.batch_norm(name + ".batchNorm1", self.conv(name + ".conv1", x, k, stride)))
        f = self.batch_norm(name + ".batchNorm2", self.conv(name + ".conv2", f, k))
        if stride != 1:
            side = (k - x.shape[1]) // 2
            x = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, side, side))
        return self.relu(f + x)

    def logits(self, image):
        x = self.relu(self.batch_norm("batchNorm", self.conv("conv", image.permute(0, 3, 1, 2), 16)))
        for name, count, k in STAGES:
            for instance in [f"{name}.{i}" for i in range(count)] or [name]:
                x = self.basic(instance, x, k, stride=1 if count else 2)
        weight = self.parameter("dense.weight", 0, 1 / 8, 64, 10)
        return x.mean((2, 3)) @ weight + self.parameter("dense.bias", 0, 1 / 8, 10)


def write(path, tensors):
    """safetensors, https://github.com/huggingface/safetensors: little-endian length, JSON header, data."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().numpy().astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def steps(salt):
    """The answers, or nothing if a ReLU's argument is too near to 0."""
    net, answer = Net(salt), {}
    image = around(salt + "image", 0, 3**0.5, BATCH, 32, 32, 3)
    label = torch.from_numpy((units(salt + "label", BATCH) * 10).astype(numpy.int64))
    optimizer = None
    for step in ("first", "second"):
        logits = net.logits(image)
        if net.nearest < MARGIN:
            return None
        loss = F.cross_entropy(logits, label)
        if optimizer is None:
            assert sum(p.numel() for p in net.parameters.values()) == 269722
            optimizer = torch.optim.SGD(net.parameters.values(), lr=LR, momentum=MOMENTUM, weight_decay=DECAY)
        optimizer.zero_grad()
        loss.backward()
        answer[step + ".loss"] = loss
        answer[step + ".logits"] = logits
        for name, parameter in net.parameters.items():
            if step == "first":
                answer["first.gradient." + name] = parameter.grad.clone()
        optimizer.step()
        for name, parameter in net.parameters.items():
            updated = parameter.detach().clone()
            answer[f"{step}.updated.{name}"] = updated if step == "first" else updated.flatten()[:SHOWN]
        for name, state in net.states.items():
            answer[f"{step}.state.{name}"] = state.clone()
        print(step, "loss", loss.item())
    return answer


def main():
    for salt in itertools.count():
        answer = steps(str(salt))
        if answer is not None:
            print("salt", salt)
            write(sys.argv[1], answer)
            return


main()
