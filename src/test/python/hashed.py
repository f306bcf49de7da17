"""The numbers that both sides of a test start from: dev.netgrad.checks.Hashed computes the same ones."""
import numpy
import torch


def units(name, count):
    """Doubles in [0, 1): SplitMix64 started at the name's FNV-1a hash, 53 bits of each number."""
    start = 0xCBF29CE484222325
    for byte in name.encode():
        start = (start ^ byte) * 0x100000001B3 % 2**64
    z = numpy.uint64(start) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53


def around(name, centre, bound, *shape):
    """Uniform in [centre - bound, centre + bound), in row-major order."""
    values = centre + bound * (2 * units(name, int(numpy.prod(shape))) - 1)
    return torch.from_numpy(values.reshape(shape))
