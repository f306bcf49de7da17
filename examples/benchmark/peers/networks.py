"""The networks of the comparison in PyTorch: the same as the .net files of their names in examples/."""

import torch.nn as nn
import torch.nn.functional as F


def convolution(inputs, outputs, size, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outputs))


class PadIdentity(nn.Module):
    """The shortcut without parameters (option A): every stride-th pixel, zeros for the new channels."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.stride = stride
        self.margin = (outputs - inputs) // 2

    def forward(self, x):
        return F.pad(x[:, :, ::self.stride, ::self.stride], [0, 0, 0, 0, self.margin, self.margin])


class Residual(nn.Module):
    """relu(f(x) + shortcut(x))"""

    def __init__(self, f, shortcut):
        super().__init__()
        self.f = f
        self.shortcut = shortcut

    def forward(self, x):
        return F.relu(self.f(x) + self.shortcut(x))


def basic(inputs, outputs, stride, projection):
    f = nn.Sequential(
        convolution(inputs, outputs, 3, stride), nn.ReLU(inplace=True),
        convolution(outputs, outputs, 3))
    if stride == 1 and inputs == outputs:
        return Residual(f, nn.Identity())
    return Residual(f, projection(inputs, outputs, stride))


def bottleneck(inputs, width, stride):
    outputs = 4 * width
    f = nn.Sequential(
        convolution(inputs, width, 1), nn.ReLU(inplace=True),
        convolution(width, width, 3, stride), nn.ReLU(inplace=True),
        convolution(width, outputs, 1))
    if stride == 1 and inputs == outputs:
        return Residual(f, nn.Identity())
    return Residual(f, convolution(inputs, outputs, 1, stride))


def head(channels, classes):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]


def cifar(layers):
    """6n + 2 layers"""
    blocks = (layers - 2)//6
    net = [convolution(3, 16, 3), nn.ReLU(inplace=True)]
    channels = 16
    for width, stride in ((16, 1), (32, 2), (64, 2)):
        for i in range(blocks):
            net.append(basic(channels, width, stride if i == 0 else 1, PadIdentity))
            channels = width
    return nn.Sequential(*net, *head(channels, 10))


def resnet20():
    return cifar(20)


def resnet56():
    return cifar(56)


def resnet110():
    return cifar(110)


def stem():
    return [convolution(3, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]


def resnet18():
    layers = stem()
    channels = 64
    for width, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for i in range(2):
            layers.append(basic(channels, width, stride if i == 0 else 1,
                                lambda a, b, s: convolution(a, b, 1, s)))
            channels = width
    return nn.Sequential(*layers, *head(channels, 1000))


def resnet50():
    layers = stem()
    channels = 64
    for width, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for i in range(count):
            layers.append(bottleneck(channels, width, stride if i == 0 else 1))
            channels = 4 * width
    return nn.Sequential(*layers, *head(channels, 1000))


BUILDERS = {'resnet20': resnet20, 'resnet56': resnet56, 'resnet110': resnet110, 'resnet18': resnet18,
            'resnet50': resnet50}
SIZES = {'resnet20': 32, 'resnet56': 32, 'resnet110': 32, 'resnet18': 224, 'resnet50': 224}
CLASSES = {'resnet20': 10, 'resnet56': 10, 'resnet110': 10, 'resnet18': 1000, 'resnet50': 1000}
PARAMETERS = {'resnet20': 269722, 'resnet56': 853018, 'resnet110': 1727962, 'resnet18': 11689512, 'resnet50': 25557032}


def build(name):
    """The network with random weights; it has exactly as many as the .net file's."""
    net = BUILDERS[name]()
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')
    count = sum(p.numel() for p in net.parameters())
    assert count == PARAMETERS[name], count
    return net
