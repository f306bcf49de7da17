"""Writes a network for the other peers.

usage: export.py NETWORK DIRECTORY

NETWORK.onnx    inference, for ONNX Runtime
NETWORK.pt      inference, a frozen TorchScript graph, for DJL
NETWORK-train.pt  training, TorchScript, for DJL

A TorchScript graph puts its input in channels_last by itself, for DJL has no such call.
"""

import os
import sys

import torch
import torch.nn as nn

from networks import SIZES, build


class ChannelsLast(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x.contiguous(memory_format=torch.channels_last))


def export(name, directory):
    torch.manual_seed(1)
    image = torch.randn(2, 3, SIZES[name], SIZES[name])
    path = os.path.join(directory, name)
    net = build(name)
    torch.onnx.export(net.eval(), image, path + '.onnx', opset_version=13,
                      input_names=['image'], output_names=['logits'],
                      dynamic_axes={'image': {0: 'n'}, 'logits': {0: 'n'}})
    net = ChannelsLast(net.to(memory_format=torch.channels_last))
    torch.jit.script(net.train()).save(path + '-train.pt')
    torch.jit.freeze(torch.jit.trace(net.eval(), image)).save(path + '.pt')


if __name__ == '__main__':
    os.makedirs(sys.argv[2], exist_ok=True)
    export(sys.argv[1], sys.argv[2])
