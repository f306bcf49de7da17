"""The language's operators at their edges in PyTorch, in double: the fixture of OperatorEdgeTest.

    python3 src/test/python/edges.py > src/test/resources/dev/netgrad/fixtures/edges.txt

A line is an operator and its operands, and what PyTorch says of y = operator(a, b): y, the first derivatives by a and b, and
the second ones by a twice, by a and b, and by b twice. The operators are those that Operator.java lists; one that is new
there, and that PyTorch calls by the same name, needs nothing here.
"""
import math
import re
import torch

# Numbers that are the same in single precision, too.
VALUES = [0.0, -0.0, 2.0**-100, -2.0**-100, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.5, 90.0, -90.0, 2.0**100, -2.0**100,
          math.inf, -math.inf, math.nan]
SIGNS = {"+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div, "^": torch.pow, "max": torch.maximum,
         "min": torch.minimum, "erf": torch.special.erf}


def function(symbol, arity):
    if arity == 1 and symbol == "-":
        return torch.neg
    return SIGNS.get(symbol) or getattr(torch, symbol)


def derivative(y, x):
    if not y.requires_grad:
        return torch.zeros(())
    gradient = torch.autograd.grad(y, x, create_graph=True, allow_unused=True)[0]
    return torch.zeros(()) if gradient is None else gradient


def line(name, symbol, arity, a, b):
    a = torch.tensor(a, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    y = function(symbol, arity)(*[a, b][:arity])
    by_a, by_b = derivative(y, a), derivative(y, b)
    values = [y, by_a, by_b, derivative(by_a, a), derivative(by_a, b), derivative(by_b, b)]
    numbers = " ".join(repr(v.item()).replace("inf", "Infinity").replace("nan", "NaN") for v in values)
    print(f"{name} {a.item()!r} {b.item()!r}: {numbers}".replace("inf", "Infinity").replace("nan", "NaN"))


with open("src/main/java/dev/netgrad/tensor/Operator.java", encoding="utf-8") as source:
    operators = re.findall(r'^  ([A-Z_0-9]+)\("([^"]+)", ([12])\)[,;]', source.read(), re.M)
for name, symbol, arity in operators:
    for a in VALUES:
        for b in VALUES if arity == "2" else [1.0]:
            line(name, symbol, int(arity), a, b)
