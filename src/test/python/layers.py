"""Layers of the standard library in PyTorch, in double: the fixture of PyTorchLayerTest.

    python3 src/test/python/layers.py > src/test/resources/dev/netgrad/fixtures/layers.txt

A case is a network of one layer and what PyTorch says of it: the outputs y, and the gradients of the sum of the outputs,
each times a weight, with respect to all inputs and parameters. Inputs, parameters and weights come from an integer hash that
dev.netgrad.checks.Hashed computes alike, each under the name of its case. Tensors have netgrad's layout: channels last.
"""
import math

import torch
import torch.nn.functional as F

from hashed import around, units

BATCH = 2
cases = []


class Case:
    """What a layer is given: inputs, which the head of the network declares, and parameters, as it asks for them."""

    def __init__(self, name):
        self.name = name
        self.leaves = {}

    def leaf(self, name, centre, bound, *shape):
        if name not in self.leaves:
            self.leaves[name] = around(f"{self.name}.{name}", centre, bound, *shape).requires_grad_()
        return self.leaves[name]

    def input(self, name, *shape):
        return self.leaf(name, 0, 3**0.5, BATCH, *shape)

    def normal(self, name, deviation, *shape):
        return self.leaf(name, 0, 3**0.5 * deviation, *shape)

    def uniform(self, name, bound, *shape):
        return self.leaf(name, 0, bound, *shape)

    def constant(self, name, value, *shape):
        return self.leaf(name, value, 0.2, *shape)

    def gain(self, layer, channels):
        return self.constant(layer + ".scale", 1, channels), self.constant(layer + ".shift", 0, channels)

    def classes(self, name, count, *shape):
        size = math.prod((BATCH, *shape))
        return torch.from_numpy((units(f"{self.name}.{name}", size) * count).astype("int64").reshape(BATCH, *shape))


def case(name, head, formula):
    """Registers a function of a Case as one, whose statements a semicolon parts."""
    def register(function):
        statements = formula if ";" in formula else "y = " + formula
        cases.append((name, f"network Case({head}) {{ {statements} }}", function))
        return function
    return register


def first(x):
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


def convolution(c, name, channels, k, groups=1, **options):
    """Weights [R, S, C / groups, K], started as the library starts them."""
    size, groups_of = 3, channels // groups
    weight = c.normal(name + ".weight", (2 / (size * size * k / groups)) ** 0.5, size, size, groups_of, k)
    x = first(c.input("x", 5, 4, channels))
    return last(F.conv2d(x, weight.permute(3, 2, 0, 1), groups=groups, **options))


@case("conv", "x[5, 4, 3]", "x -> conv(2)")
def _(c):
    return convolution(c, "conv", 3, 2, padding=1)


@case("strided", "x[5, 4, 3]", "x -> conv(2, 3, 2)")
def _(c):
    return convolution(c, "conv", 3, 2, padding=1, stride=2)


@case("dilated", "x[5, 4, 3]", "x -> conv(2, dilation = 2)")
def _(c):
    return convolution(c, "conv", 3, 2, padding=2, dilation=2)


@case("dilatedStrided", "x[5, 4, 3]", "x -> conv(2, stride = 2, pad = 3, dilation = 3)")
def _(c):
    return convolution(c, "conv", 3, 2, padding=3, stride=2, dilation=3)


@case("grouped", "x[5, 4, 4]", "x -> groupedConv(6, 2)")
def _(c):
    return convolution(c, "groupedConv", 4, 6, 2, padding=1)


@case("groupedStrided", "x[5, 4, 6]", "x -> groupedConv(3, 3, stride = 2, pad = 2, dilation = 2)")
def _(c):
    return convolution(c, "groupedConv", 6, 3, 3, padding=2, stride=2, dilation=2)


def depthwise(c, **options):
    weight = c.normal("depthwiseConv.weight", (2 / 9) ** 0.5, 3, 3, 3)
    x = first(c.input("x", 5, 4, 3))
    return last(F.conv2d(x, weight.permute(2, 0, 1).unsqueeze(1), groups=3, **options))


@case("depthwise", "x[5, 4, 3]", "x -> depthwiseConv")
def _(c):
    return depthwise(c, padding=1)


@case("depthwiseStrided", "x[5, 4, 3]", "x -> depthwiseConv(3, 2, dilation = 2)")
def _(c):
    return depthwise(c, padding=2, stride=2, dilation=2)


def transposed(c, size, k, stride, **options):
    weight = c.normal("transposedConv.weight", stride * (2 / (size * size * 3)) ** 0.5, size, size, 3, k)
    x = first(c.input("x", 3, 2, 3))
    return last(F.conv_transpose2d(x, weight.permute(2, 3, 0, 1), stride=stride, **options))


@case("transposed", "x[3, 2, 3]", "x -> transposedConv(2)")
def _(c):
    return transposed(c, 2, 2, 2)


@case("transposedOverlapping", "x[3, 2, 3]", "x -> transposedConv(2, 3, 2, 1, 1)")
def _(c):
    return transposed(c, 3, 2, 2, padding=1, output_padding=1)


@case("transposedDense", "x[3, 2, 3]", "x -> transposedConv(2, 3, 1, 1)")
def _(c):
    return transposed(c, 3, 2, 1, padding=1)


@case("maxPool", "x[5, 4, 3]", "x -> maxPool(3, 2, 1)")
def _(c):
    return last(F.max_pool2d(first(c.input("x", 5, 4, 3)), 3, 2, 1))


@case("averagePool", "x[5, 4, 3]", "x -> averagePool(3, 2, 1)")
def _(c):
    return last(F.avg_pool2d(first(c.input("x", 5, 4, 3)), 3, 2, 1))


@case("globalAveragePool", "x[5, 4, 3]", "x -> globalAveragePool")
def _(c):
    return F.adaptive_avg_pool2d(first(c.input("x", 5, 4, 3)), 1).flatten(1)


@case("dense", "x[2, 3]", "x -> dense(4)")
def _(c):
    bound = 6**-0.5
    weight = c.uniform("dense.weight", bound, 2, 3, 4)
    return F.linear(c.input("x", 2, 3).flatten(1), weight.reshape(6, 4).t(), c.uniform("dense.bias", bound, 4))


@case("batchNorm", "x[3, 2, 3]", "x -> batchNorm")
def _(c):
    scale, shift = c.gain("batchNorm", 3)
    return last(F.batch_norm(first(c.input("x", 3, 2, 3)), None, None, scale, shift, True))


@case("layerNorm", "x[3, 2, 5]", "x -> layerNorm")
def _(c):
    return F.layer_norm(c.input("x", 3, 2, 5), (5,), *c.gain("layerNorm", 5))


@case("groupNorm", "x[3, 2, 6]", "x -> groupNorm(2)")
def _(c):
    return last(F.group_norm(first(c.input("x", 3, 2, 6)), 2, *c.gain("groupNorm", 6)))


@case("instanceNorm", "x[3, 2, 3]", "x -> groupNorm(3)")
def _(c):
    scale, shift = c.gain("groupNorm", 3)
    return last(F.instance_norm(first(c.input("x", 3, 2, 3)), weight=scale, bias=shift))


for activation, formula, torchs in [
        ("relu", "relu", F.relu),
        ("leakyRelu", "leakyRelu", F.leaky_relu),
        ("leakyReluSlope", "leakyRelu(0.3)", lambda x: F.leaky_relu(x, 0.3)),
        ("elu", "elu", F.elu),
        ("eluAlpha", "elu(1.5)", lambda x: F.elu(x, 1.5)),
        ("gelu", "gelu", F.gelu),
        ("geluTanh", "geluTanh", lambda x: F.gelu(x, approximate="tanh")),
        ("sigmoid", "sigmoid", torch.sigmoid),
        ("silu", "silu", F.silu),
        ("softplus", "softplus", F.softplus),
        ("mish", "mish", F.mish),
        ("hardSwish", "hardSwish", F.hardswish),
        ("hardSigmoid", "hardSigmoid", lambda x: F.relu6(x + 3) / 6),
        ("upsample", "upsample(3)", lambda x: last(F.interpolate(first(x), scale_factor=3))),
        ("tanh", "tanh", torch.tanh),
        ("softmax", "softmax", lambda x: F.softmax(x, -1)),
        ("logSoftmax", "logSoftmax", lambda x: F.log_softmax(x, -1)),
        ("flatten", "flatten", lambda x: x.flatten(1)),
        ("padIdentity", "padIdentity(5, 2)", lambda x: F.pad(x[:, ::2, ::2], (1, 1)))]:
    case(activation, "x[3, 2, 3]", f"x -> {formula}")(lambda c, f=torchs: f(c.input("x", 3, 2, 3)))


@case("linear", "x[3, 2, 4]", "x -> linear(5)")
def _(c):
    weight, bias = c.uniform("linear.weight", 0.5, 4, 5), c.uniform("linear.bias", 0.5, 5)
    return F.linear(c.input("x", 3, 2, 4), weight.t(), bias)


@case("rmsNorm", "x[3, 2, 5]", "x -> rmsNorm")
def _(c):
    x = c.input("x", 3, 2, 5)
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * c.constant("rmsNorm.scale", 1, 5)


@case("squeezeExcite", "x[3, 2, 4]", "x -> squeezeExcite(2)")
def _(c):
    x = c.input("x", 3, 2, 4)
    s = x.mean((1, 2))
    for layer, k in ("squeezeExcite.dense1", 2), ("squeezeExcite.dense2", 4):
        bound = s.shape[1] ** -0.5
        weight = c.uniform(layer + ".weight", bound, s.shape[1], k)
        s = F.linear(s, weight.t(), c.uniform(layer + ".bias", bound, k))
        s = F.relu(s) if k == 2 else torch.sigmoid(s)
    return x * s[:, None, None]


@case("pixelShuffle", "x[3, 2, 8]", "x -> pixelShuffle")
def _(c):
    return last(F.pixel_shuffle(first(c.input("x", 3, 2, 8)), 2))


@case("learnedPositions", "x[4, 3]", "x -> learnedPositions")
def _(c):
    return c.input("x", 4, 3) + c.normal("learnedPositions.weight", 0.02, 4, 3)


def angles(length, pairs, size):
    """By position and pair."""
    rates = 10000 ** (-2 * torch.arange(pairs, dtype=torch.float64) / size)
    return torch.arange(length, dtype=torch.float64)[:, None] * rates


@case("sinusoidalPositions", "x[4, 5]", "x -> sinusoidalPositions")
def _(c):
    turned = angles(4, 3, 5)
    return c.input("x", 4, 5) + torch.stack((turned.sin(), turned.cos()), -1).flatten(1)[:, :5]


@case("rotary", "x[4, 2, 6]", "x -> rotary")
def _(c):
    pairs = torch.view_as_complex(c.input("x", 4, 2, 6).unflatten(-1, (3, 2)))
    turn = torch.polar(torch.ones(4, 3, dtype=torch.float64), angles(4, 3, 6))
    return torch.view_as_real(pairs * turn[:, None]).flatten(-2)


def attended(q, k, v, allowed):
    """Heads second to last, as netgrad has them."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    score = (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).masked_fill(~allowed, -math.inf)
    return (score.softmax(-1) @ v).transpose(1, 2)


@case("dotProductAttention", "q[3, 2, 4], k[5, 2, 4], v[5, 2, 3]", "dotProductAttention(q, k, v)")
def _(c):
    given = c.input("q", 3, 2, 4), c.input("k", 5, 2, 4), c.input("v", 5, 2, 3)
    return attended(*given, torch.ones(3, 5, dtype=torch.bool))


@case("maskedAttention", "q[3, 2, 4], k[5, 2, 4], v[5, 2, 3]",
      "m[t < 3, s < 5] = if t + s == 2 or t == s then 1 else 0; y = maskedAttention(q, k, v, m)")
def _(c):
    given = c.input("q", 3, 2, 4), c.input("k", 5, 2, 4), c.input("v", 5, 2, 3)
    t, s = torch.arange(3)[:, None], torch.arange(5)
    return attended(*given, (t + s == 2) | (t == s))


@case("attention", "x[4, 6]", "x -> attention(2, true)")
def _(c):
    x = c.input("x", 4, 6)
    heads = []
    for name in "query", "key", "value":
        weight = c.uniform(f"attention.{name}.weight", 6**-0.5, 6, 2, 3)
        heads.append(torch.einsum("ntc,chd->nthd", x, weight) + c.uniform(f"attention.{name}.bias", 6**-0.5, 2, 3))
    y = attended(*heads, torch.ones(4, 4, dtype=torch.bool).tril())
    weight = c.uniform("attention.combined.weight", 6**-0.5, 2, 3, 6)
    return torch.einsum("nthd,hdk->ntk", y, weight) + c.uniform("attention.combined.bias", 6**-0.5, 6)


@case("concat", "x[2, 2, 2], z[2, 2, 3]", "x -> concat(z)")
def _(c):
    return torch.cat([c.input("x", 2, 2, 2), c.input("z", 2, 2, 3)], -1)


@case("crossEntropy", "x[5], label: class[5]", "crossEntropy(x, label)")
def _(c):
    return F.cross_entropy(c.input("x", 5), c.classes("label", 5), reduction="none")


@case("labelSmoothing", "x[5], label: class[5]", "crossEntropy(x, label, 0.1)")
def _(c):
    return F.cross_entropy(c.input("x", 5), c.classes("label", 5), reduction="none", label_smoothing=0.1)


@case("binaryCrossEntropy", "x[3, 2], z[3, 2]", "binaryCrossEntropy(x, z)")
def _(c):
    x, z = c.input("x", 3, 2), c.input("z", 3, 2)
    return F.binary_cross_entropy_with_logits(x, z, reduction="none").mean((1, 2))


for loss, formula, torchs in [
        ("meanSquaredError", "meanSquaredError(x, z)", F.mse_loss),
        ("meanAbsoluteError", "meanAbsoluteError(x, z)", F.l1_loss),
        ("huber", "huber(x, z)", F.huber_loss),
        ("huberDelta", "huber(x, z, 0.4)", lambda x, z, reduction: F.huber_loss(x, z, reduction, 0.4))]:
    case(loss, "x[3, 2], z[3, 2]", formula)(
        lambda c, f=torchs: f(c.input("x", 3, 2), c.input("z", 3, 2), reduction="none").mean((1, 2)))


@case("pixels", "x[3, 2, 4], mask[3, 2]: class[4]", "top[h < 3, w < 2] = max[k < 4] x[h, w, k]; "
      "total[h < 3, w < 2] = sum[k < 4] exp(x[h, w, k] - top[h, w]); "
      "y[h < 3, w < 2] = log(total[h, w]) + top[h, w] - sum[k < 4] [k == mask[h, w]]*x[h, w, k]")
def _(c):
    return F.cross_entropy(first(c.input("x", 3, 2, 4)), c.classes("mask", 4, 3, 2), reduction="none")


@case("meanCrossEntropy", "x[3, 2, 4], mask[3, 2]: class[4]", "meanCrossEntropy(x, mask)")
def _(c):
    losses = F.cross_entropy(first(c.input("x", 3, 2, 4)), c.classes("mask", 4, 3, 2), reduction="none")
    return losses.mean((1, 2))


@case("focal", "x[3, 2, 4], mask[3, 2]: class[4]", "focal(x, mask, 1.5)")
def _(c):
    loss = F.cross_entropy(first(c.input("x", 3, 2, 4)), c.classes("mask", 4, 3, 2), reduction="none")
    return ((1 - torch.exp(-loss)) ** 1.5 * loss).mean((1, 2))


@case("dice", "x[3, 2, 4], mask[3, 2]: class[4]", "dice(x, mask)")
def _(c):
    p = F.softmax(c.input("x", 3, 2, 4), -1)
    there = F.one_hot(c.classes("mask", 4, 3, 2), 4)
    both, found = (p * there).sum((1, 2)), (p**2).sum((1, 2))
    return 1 - ((2 * both + 1) / (found + there.sum((1, 2)) + 1)).mean(-1)


@case("embedding", "tokens[9]: class[5], z[3]", "e = tokens -> embedding(3); y[t < 9, d < 3] = e[t, d]*z[d]")
def _(c):
    rows = F.embedding(c.classes("tokens", 5, 9), c.normal("embedding.weight", 1, 5, 3))
    return rows * c.input("z", 3)[:, None]


def rows(x, numbers):
    """Of each sample the rows with its numbers."""
    return torch.stack([sample[own] for sample, own in zip(x, numbers)])


@case("ownRows", "x[4, 3], ids[2, 3]: class[4]", "e[i < 2, j < 3, d < 3] = x[ids[i, j], d]^2; y = 2*e")
def _(c):
    return 2 * rows(c.input("x", 4, 3), c.classes("ids", 4, 2, 3)) ** 2


@case("before", "x[4, 3], ids[5]: class[4]", "e[t < 5, d < 3] = x[(ids[t - 1] else 2), d]; y = exp(e)")
def _(c):
    ids = F.pad(c.classes("ids", 4, 5)[:, :-1], (1, 0), value=2)
    return rows(c.input("x", 4, 3), ids).exp()


@case("best", "x[5, 4], z[4]", "best[t < 5] = argmax[k < 4] x[t, k]; y[t < 5] = z[best[t]]*x[t, best[t]]")
def _(c):
    x, z = c.input("x", 5, 4), c.input("z", 4)
    return rows(z, x.argmax(-1)) * x.max(-1).values


@case("byClass", "x[6, 4], label: class[6]", "e[d < 4] = x[label, d]; y[d < 4] = tanh(e[d])*e[3 - d]")
def _(c):
    e = rows(c.input("x", 6, 4), c.classes("label", 6)[:, None])[:, 0]
    return e.tanh() * e.flip(-1)


def twice(c, ids):
    """The squares of the gradient of a sum of cubes of what is read."""
    x = c.input("x", 4, 3)
    derivative, = torch.autograd.grad((rows(x, ids) ** 3).sum(), x, create_graph=True)
    return derivative ** 2


@case("rowsTwice", "x[4, 3], ids[6]: class[4]", "score = sum[t < 6, d < 3] x[ids[t], d]^3; "
      "g = grad(score, x); y[v < 4, d < 3] = g[v, d]^2")
def _(c):
    return twice(c, c.classes("ids", 4, 6))


@case("rowTwice", "x[4, 3], id: class[4]", "score = sum[d < 3] x[id, d]^3; "
      "g = grad(score, x); y[v < 4, d < 3] = g[v, d]^2")
def _(c):
    return twice(c, c.classes("id", 4)[:, None])


@case("cumulativeSum", "x[5, 3]", "x -> cumulativeSum")
def _(c):
    return c.input("x", 5, 3).cumsum(1)


@case("cumulativeSumReversed", "x[5, 3]", "x -> cumulativeSum(reverse = true)")
def _(c):
    return c.input("x", 5, 3).flip(1).cumsum(1).flip(1)


def recurrent(c, layer, x, h, reverse):
    """One of PyTorch's own layers, whose weights are [gates * H, D] and whose two biases are one, but for the last of gru."""
    function, gates = {"rnn": (torch._VF.rnn_tanh, 1), "lstm": (torch._VF.lstm, 4), "gru": (torch._VF.gru, 3)}[layer]
    d = x.shape[2]
    shape = (h,) if gates == 1 else (gates, h)
    bound = h ** -0.5
    weight = c.uniform(layer + ".weight", bound, d, *shape).reshape(d, gates * h).t()
    again = c.uniform(layer + ".recurrent", bound, h, *shape).reshape(h, gates * h).t()
    bias = c.uniform(layer + ".bias", bound, *shape).flatten()
    other = torch.zeros(gates * h, dtype=torch.double)
    if layer == "gru":
        other = torch.cat((other[h:], c.uniform("gru.resetBias", bound, h)))
    steps = x.flip(1) if reverse else x
    start = torch.zeros(1, len(x), h, dtype=torch.double)
    y = function(steps, (start, start) if layer == "lstm" else start, (weight, again, bias, other),
                 True, 1, 0.0, True, False, True)[0]
    return y.flip(1) if reverse else y


def recurrent_case(layer, t, reverse):
    @case(layer + str(t) + ("Reversed" if reverse else ""), f"x[{t}, 2]",
          f"x -> {layer}(3" + (", reverse = true)" if reverse else ")"))
    def _(c):
        return recurrent(c, layer, c.input("x", t, 2), 3, reverse)


for recurrent_layer in "rnn", "lstm", "gru":
    for length in 1, 7, 64:
        recurrent_case(recurrent_layer, length, False)
        recurrent_case(recurrent_layer, length, True)


@case("lstmTwice", "x[4, 3]", "s = x -> lstm(3); score = sum[t < 4, d < 3] s[t, d]^3; "
      "g = grad(score, x); y[v < 4, d < 3] = g[v, d]^2")
def _(c):
    x = c.input("x", 4, 3)
    derivative, = torch.autograd.grad((recurrent(c, "lstm", x, 3, False) ** 3).sum(), x, create_graph=True)
    return derivative ** 2



def line(name, tensor):
    print(name + ":", *(repr(value) for value in tensor.detach().contiguous().flatten().tolist()))


for name, network, function in cases:
    given = Case(name)
    y = function(given)
    (y * around(f"{name}.weights", 0.2, 1, *y.shape)).sum().backward()
    print(f"{name}.network: {network}")
    line(name + ".y", y)
    for leaf, tensor in given.leaves.items():
        line(f"{name}.gradient.{leaf}", tensor.grad)
