"""Formulas of mechanics, statistics and robotics and their derivatives by PyTorch, in double: the fixture of
PyTorchDerivativeTest.

    python3 src/test/python/derivatives.py > src/test/resources/dev/netgrad/fixtures/derivatives.txt

A case is a network of one formula y of an input x, and what torch.autograd.functional says of it for each sample: the
Jacobian J, the tangent t in a direction v, and of what is one number the Hessian H and the Hessian times v, Hv. Inputs come
from an integer hash that dev.netgrad.checks.Hashed computes alike, each under the name of its case.
"""
import torch
from torch.autograd.functional import hessian, hvp, jacobian, jvp

from hashed import around

BATCH = 3


def shape(extents):
    return "[" + ", ".join(str(e) for e in extents) + "]" if extents else "[1]"


def case(name, extents, body, others=None):
    """Registers and prints a case; other inputs have their own extents."""
    def register(function):
        values = {n: around(f"{name}.{n}", 0, 3**0.5, BATCH, *e)
                  for n, e in {"x": extents, "v": extents, **(others or {})}.items()}
        rest = [values[n] for n in (others or {})]
        results = {}
        for sample in range(BATCH):
            def of(x):
                return function(x, *[r[sample] for r in rest])
            x, v = values["x"][sample], values["v"][sample]
            found = {"y": of(x), "J": jacobian(of, x), "t": jvp(of, x, v)[1]}
            if of(x).dim() == 0:
                found.update(H=hessian(of, x), Hv=hvp(of, x, v)[1])
            for key, value in found.items():
                results.setdefault(key, []).extend(value.reshape(-1).tolist())
        head = ", ".join(n + shape(t.shape[1:]) for n, t in values.items())
        lines = list(body) + ["derivative J = jacobian(y, x)", "derivative t = tangent(y, x, v)"]
        if "H" in results:
            lines += ["derivative H = jacobian(grad(y, x), x)", "derivative Hv = tangent(grad(y, x), x, v)"]
        lines.append("output y")
        print(f"{name}.network: network Case({head}) {{ " + " ; ".join(lines) + " }")
        for key, numbers in results.items():
            print(f"{name}.{key}: " + " ".join(repr(n) for n in numbers))
        return function
    return register


@case("rotation", [4], [
    "length = sqrt(sum[i < 4] x[i]^2)",
    "q[i < 4] = x[i]/length",
    "square = sum[i < 3] q[i + 1]^2",
    "y[i < 3, j < 3] = [i == j]*(q[0]^2 - square) + 2*q[i + 1]*q[j + 1]"
    " + 2*q[0]*([(j - i + 3) % 3 == 2] - [(j - i + 3) % 3 == 1])*(q[4 - i - j] else 0)"])
def rotation(x):
    w, a, b, c = x / x.norm()
    return torch.stack([
        torch.stack([w * w + a * a - b * b - c * c, 2 * (a * b - w * c), 2 * (a * c + w * b)]),
        torch.stack([2 * (a * b + w * c), w * w - a * a + b * b - c * c, 2 * (b * c - w * a)]),
        torch.stack([2 * (a * c - w * b), 2 * (b * c + w * a), w * w - a * a - b * b + c * c])])


@case("twoLinkArm", [2], [
    "angle[i < 2] = sum[j < 2 | j <= i] x[j]",
    "y[i < 2, d < 2] = sum[j < 2 | j <= i] (if d == 0 then cos(angle[j]) else sin(angle[j]))*(if j == 0 then 1.5 else 0.75)"])
def two_link_arm(x):
    """Elbow and hand of an arm with links of 1.5 and 0.75, in the plane."""
    elbow = 1.5 * torch.stack([x[0].cos(), x[0].sin()])
    return torch.stack([elbow, elbow + 0.75 * torch.stack([(x[0] + x[1]).cos(), (x[0] + x[1]).sin()])])


@case("softmax", [5], ["y = softmax(x)"])
def softmax(x):
    return x.softmax(0)


@case("logSumExp", [5], ["top = max[i < 5] x[i]", "y = log(sum[i < 5] exp(x[i] - top)) + top"])
def log_sum_exp(x):
    return x.logsumexp(0)


@case("gaussianDensity", [3], [
    "d[i < 3] = x[i] - m[i]",
    "precision[i < 3, j < 3] = (sum[k < 3] L[i, k]*L[j, k]) + [i == j]",
    "y = exp(-(sum[i < 3, j < 3] d[i]*precision[i, j]*d[j])/2)/15.75"], {"m": [3], "L": [3, 3]})
def gaussian_density(x, m, low):
    d = x - m
    return (-(d @ (low @ low.T + torch.eye(3, dtype=x.dtype)) @ d) / 2).exp() / 15.75


@case("doublePendulum", [4], [
    "kinetic = x[2]^2 + x[3]^2/2 + x[2]*x[3]*cos(x[0] - x[1])",
    "y = kinetic + 9.81*(3 - 2*cos(x[0]) - cos(x[1]))"])
def double_pendulum(x):
    """The energy of two masses of 1 on rods of 1, by angles and angular velocities."""
    kinetic = x[2]**2 + x[3]**2 / 2 + x[2] * x[3] * (x[0] - x[1]).cos()
    return kinetic + 9.81 * (3 - 2 * x[0].cos() - x[1].cos())


@case("lennardJones", [4, 3], [
    "square[i < 4, j < 4] = sum[d < 3] (x[i, d] - x[j, d])^2",
    "y = sum[i < 4, j < 4 | i < j] (4/(1 + square[i, j])^6 - 4/(1 + square[i, j])^3)"])
def lennard_jones(x):
    """Softened, so that no distance is 0."""
    return sum(4 / (1 + ((x[i] - x[j])**2).sum())**6 - 4 / (1 + ((x[i] - x[j])**2).sum())**3
               for i in range(4) for j in range(i + 1, 4))


@case("rosenbrock", [5], ["y = sum[i < 4] (100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)"])
def rosenbrock(x):
    return (100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2).sum()


@case("camera", [3], [
    "depth = 4 + x[2]",
    "p[i < 2] = x[i]/depth",
    "square = sum[i < 2] p[i]^2",
    "y[i < 2] = 320 + 500*p[i]*(1 + 0.1*square - 0.05*square^2)"])
def camera(x):
    """A pinhole with radial distortion."""
    p = x[:2] / (4 + x[2])
    square = (p**2).sum()
    return 320 + 500 * p * (1 + 0.1 * square - 0.05 * square**2)


@case("standardised", [6], [
    "mean = (sum[i < 6] x[i])/6",
    "variance = (sum[i < 6] (x[i] - mean)^2)/5",
    "y[i < 6] = (x[i] - mean)/sqrt(variance)"])
def standardised(x):
    return (x - x.mean()) / x.std()


@case("covariance", [4, 2], [
    "mean[j < 2] = (sum[i < 4] x[i, j])/4",
    "y[j < 2, k < 2] = (sum[i < 4] (x[i, j] - mean[j])*(x[i, k] - mean[k]))/3"])
def covariance(x):
    d = x - x.mean(0)
    return d.T @ d / 3


@case("range", [3, 4], ["y[i < 3] = (max[j < 4] abs(x[i, j])) - (min[j < 4] x[i, j]) + (prod[j < 4] x[i, j])"])
def value_range(x):
    return x.abs().max(1)[0] - x.min(1)[0] + x.prod(1)


@case("cauchy", [3], ["y = sum[i < 8] log(1 + ((sum[j < 3] a[i, j]*x[j]) - b[i])^2)"], {"a": [8, 3], "b": [8]})
def cauchy(x, a, b):
    """The negative log-likelihood of residuals with heavy tails."""
    return (1 + (a @ x - b)**2).log().sum()


@case("normalCdf", [4], ["y[i < 4] = (1 + erf(x[i]/sqrt(2)))/2"])
def normal_cdf(x):
    return (1 + torch.erf(x / 2**0.5)) / 2


@case("smooth", [6], ["d = x -> tanh -> sigmoid", "y[i < 4] = (d[i] + d[i + 1] + d[i + 2])/3"])
def smooth(x):
    d = x.tanh().sigmoid()
    return (d[:-2] + d[1:-1] + d[2:]) / 3
