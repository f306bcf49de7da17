"""Networks as lists of formulas in index notation, evaluated and differentiated by PyTorch in double.

    python3 src/test/python/formulas.py REQUESTS ANSWERS

A request is one line of JSON, as dev.netgrad.random.TorchRequest writes it: tensors that are given, tensors that formulas
define, and what is to be differentiated. An answer is a line for each array: number of the request, what it is, name,
numbers. Each network is differentiated three times, since PyTorch has conventions of its own:

* "torch": as one would write it in PyTorch: both branches of a `where` are evaluated, equal values share a maximum's gradient;
* "winner": the first of equal maxima gets all of it, and of max(a, b), b where both are equal;
* "alive": besides, only what is taken is evaluated at all: of a branch, and of a maximum the element that wins.
"""
import functools
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

UNARY = {"NEGATE": torch.neg, "EXP": torch.exp, "LOG": torch.log, "SQRT": torch.sqrt, "TANH": torch.tanh,
         "SIN": torch.sin, "COS": torch.cos, "ERF": torch.erf, "ABS": torch.abs}


def power(a, b):
    """As Java has it: 1 to what is no number, or 1 or -1 to an infinite power, is no number either; for C it is 1."""
    # What is added leaves the others as they are: -0 + 0 would be 0.
    none = torch.where(b.isnan() | (a.abs() == 1) & b.isinf(), torch.nan, -0.0)
    return torch.pow(a + none, b + none)


BINARY = {"ADD": torch.add, "SUBTRACT": torch.sub, "MULTIPLY": torch.mul, "DIVIDE": torch.div, "POWER": power,
          "MAX": torch.maximum, "MIN": torch.minimum}
RELATIONS = {"EQUAL": torch.eq, "LESS": torch.lt, "LESS_EQUAL": torch.le}


class Points:
    """Some points of a domain: for each axis the index at each of them."""

    def __init__(self, axes, count):
        self.axes = axes
        self.count = count

    @staticmethod
    def all(axes):
        """Every point, row by row."""
        grids = torch.meshgrid(*[torch.arange(extent) for _, extent in axes], indexing="ij") if axes else []
        count = 1
        for _, extent in axes:
            count *= extent
        return Points({axis: grid.reshape(-1) for (axis, _), grid in zip(axes, grids)}, count)

    def at(self, places):
        return Points({axis: index[places] for axis, index in self.axes.items()}, len(places))

    def times(self, inner):
        """Each with every one of others."""
        own = {axis: index.repeat_interleave(inner.count) for axis, index in self.axes.items()}
        own.update({axis: index.repeat(self.count) for axis, index in inner.axes.items()})
        return Points(own, self.count * inner.count)

    def affine(self, terms):
        value = torch.full((self.count,), terms[0], dtype=torch.int64)
        for axis, coefficient in zip(terms[1::2], terms[2::2]):
            value = value + coefficient * self.axes[axis]
        return value


def places(mask):
    return mask.nonzero()[:, 0]


def spread(count, where, values, elsewhere=0.0):
    """The values at their places."""
    return torch.full((count,), elsewhere).index_put((where,), values)


def marked(values, *others):
    """No numbers where one of the others is none, differentiated as they are."""
    for other in others:
        values = values + torch.where(other.isnan(), torch.nan, 0.0)
    return values


class Network:
    def __init__(self, request):
        self.request = request
        self.shapes = {t["id"]: t["shape"] for t in request["given"] + request["formulas"]}
        self.known = {t["id"]: torch.tensor([float(v) for v in t["values"]]) for t in request["given"]}
        with torch.no_grad():
            for f in request["formulas"]:
                everywhere = torch.arange(Points.all(f["axes"]).count)
                self.known[f["id"]] = Evaluation(self, self.known, "alive").formula(f, everywhere)
        self.demand = self.demanded()

    def demanded(self):
        """By tensor, whether an element is read by anything that the result depends on."""
        demand = {id: torch.zeros(len(v), dtype=torch.bool) for id, v in self.known.items()}
        for id, _ in self.request["seeds"]:
            demand[id][:] = True
        with torch.no_grad():
            for f in reversed(self.request["formulas"]):
                if f["kind"] != "ARGMAX":
                    Evaluation(self, self.known, "alive", demand).formula(f, places(demand[f["id"]]))
        return demand

    def gradients(self, conventions):
        """The gradients of what is asked for: by name, the elements row by row."""
        leaves = {t["id"]: self.known[t["id"]].clone().requires_grad_() for t in self.request["given"] if t["leaf"]}
        values = {id: leaves.get(id, known) for id, known in self.known.items()}
        for f in self.request["formulas"]:
            if f["kind"] != "ARGMAX":
                count = len(self.known[f["id"]])
                where = places(self.demand[f["id"]]) if conventions == "alive" else torch.arange(count)
                computed = Evaluation(self, values, conventions).formula(f, where)
                values[f["id"]] = spread(count, where, computed)
        total = sum((values[id] * torch.tensor([float(w) for w in weights])).sum()
                    for id, weights in self.request["seeds"])
        found = [None] * len(leaves)
        if total.requires_grad:
            found = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
        names = {t["id"]: t["leaf"] for t in self.request["given"]}
        return {names[id]: torch.zeros(len(leaf)) if gradient is None else gradient
                for (id, leaf), gradient in zip(leaves.items(), found)}


class Evaluation:
    """Evaluates formulas.

    values: the elements of each tensor, row by row, as they are differentiated; conditions and winners follow from the
    network's known ones
    demand: told each element that is read, if there is one
    strict: whether a read out of bounds is an error; in a branch that is not taken, it is none
    """

    def __init__(self, network, values, conventions, demand=None, strict=True):
        self.network = network
        self.values = values
        self.alive = conventions == "alive"
        self.winner = conventions != "torch"
        self.demand = demand
        self.strict = strict and self.alive

    def known(self, e, points):
        """A value that is not differentiated, and what it reads is not demanded."""
        with torch.no_grad():
            return Evaluation(self.network, self.network.known, "alive", strict=self.strict).scalar(e, points)

    def scalar(self, e, points):
        kind = e[0]
        if kind == "number":
            return torch.full((points.count,), float(e[1]))
        if kind == "position":
            return points.affine(e[1]).to(torch.float64)
        if kind == "read":
            return self.read(e, points)
        if kind == "select":
            return self.select(self.holds(e[1], points), e[2], e[3], points)
        operator, operands = e[1], e[2:]
        if operator in ("MAX", "MIN") and self.winner:
            return self.extreme(operator, operands, points)
        if operator == "ABS" and self.alive:
            # Its derivative is 0 at 0 and where it is no number, whatever that is multiplied by.
            known = self.known(operands[0], points)
            away = places((known < 0) | (known > 0))
            return marked(spread(points.count, away, self.scalar(operands[0], points.at(away)).abs()), known)
        values = [self.scalar(operand, points) for operand in operands]
        if operator == "POWER" and self.winner:
            a, b = values
            # The derivative of a^0 by a is 0 times what that is multiplied by, as that of others is: by b again, it is 1/a.
            constant = (b == 0) & (a != 0) & a.isfinite()
            return power(a, b) + torch.where(constant, 0.0 * a, -0.0)
        return (UNARY if len(values) == 1 else BINARY)[operator](*values)

    def read(self, e, points):
        tensor, offset = e[1], torch.zeros(points.count, dtype=torch.int64)
        for (numerator, divisor), extent in zip(e[2], self.network.shapes[tensor]):
            index = torch.div(points.affine(numerator), divisor, rounding_mode="floor")
            assert not self.strict or ((0 <= index) & (index < extent)).all(), (tensor, index)
            offset = offset * extent + index.clamp(0, extent - 1)
        if self.demand is not None:
            self.demand[tensor][offset] = True
        return self.values[tensor][offset]

    def select(self, chosen, yes, no, points):
        if not self.alive:
            return torch.where(chosen, self.scalar(yes, points), self.scalar(no, points))
        # Not their sum, in which a negative 0 would lose its sign.
        return torch.where(chosen, *(spread(points.count, where, self.scalar(branch, points.at(where)))
                                     for branch, where in ((yes, places(chosen)), (no, places(~chosen)))))

    def extreme(self, operator, operands, points):
        """The larger or the smaller of two; the second where they are equal or one is no number, as it is then."""
        a, b = [self.known(operand, points) for operand in operands]
        return marked(self.select(a > b if operator == "MAX" else a < b, operands[0], operands[1], points), a, b)

    def holds(self, c, points):
        kind = c[0]
        if kind == "atLeastZero":
            return points.affine(c[1]) >= 0
        if kind == "divisible":
            return points.affine(c[1]) % c[2] == 0
        if kind == "compare":
            return RELATIONS[c[1]](self.known(c[2], points), self.known(c[3], points))
        if kind == "not":
            return ~self.holds(c[1], points)
        # One after the other, up to the first that decides: the others may not be defined there.
        every = kind == "all"
        result = torch.full((points.count,), every)
        for part in c[1]:
            undecided = places(result == every)
            result = result.index_put((undecided,), self.holds(part, points.at(undecided)))
        return result

    def formula(self, f, where):
        """The elements of a formula's tensor at the places given."""
        points = Points.all(f["axes"]).at(where)
        if f["kind"] == "NONE":
            return self.scalar(f["body"], points)
        inner = Points.all(f["reduced"])
        domain = points.times(inner)
        present = places(self.holds(["all", f["guards"]], domain))
        shape = (points.count, inner.count)
        if f["kind"] == "SUM":
            return spread(domain.count, present, self.scalar(f["body"], domain.at(present))).reshape(shape).sum(1)
        if f["kind"] == "PROD":
            factors = spread(domain.count, present, self.scalar(f["body"], domain.at(present)), 1.0).reshape(shape)
            # PyTorch divides the product by a factor where none is 0; one multiplication after the other never does.
            return functools.reduce(torch.mul, factors.unbind(1)) if self.winner else factors.prod(1)
        first, some = self.winners(f, domain, present, shape)
        nothing = torch.inf if f["kind"] == "MIN" else -torch.inf
        if f["kind"] == "ARGMAX":
            return first.to(torch.float64)
        if not self.alive:
            terms = spread(domain.count, present, self.scalar(f["body"], domain.at(present)), nothing).reshape(shape)
            if self.winner:
                return terms.gather(1, first[:, None])[:, 0]
            return terms.amin(1) if f["kind"] == "MIN" else terms.amax(1)
        values = self.scalar(f["body"], domain.at(some * inner.count + first[some]))
        return spread(points.count, some, values, nothing)

    def winners(self, f, domain, present, shape):
        """The first winner in each row, and which rows have a term at all."""
        known = self.known(f["body"], domain.at(present))
        # The smallest is what is the largest when all are negated.
        rows = spread(domain.count, present, -known if f["kind"] == "MIN" else known, -torch.inf).reshape(shape)
        best = rows.amax(1, keepdim=True)
        first = torch.where(best.isnan(), rows.isnan(), rows == best).double().argmax(1)
        # Of a row of -infinity the first term that takes part wins.
        takes_part = spread(domain.count, present, torch.ones(len(present))).reshape(shape)
        lowest = places((best == -torch.inf)[:, 0])
        first[lowest] = takes_part[lowest].argmax(1)
        return first, places(takes_part.any(1))


def text(values):
    return " ".join(float(v).hex() for v in values)


def main(requests, answers):
    with open(requests) as lines, open(answers, "w") as out:
        for number, line in enumerate(lines):
            network = Network(json.loads(line))
            for id, name in network.request["results"]:
                print(number, "value", name, text(network.known[id]), file=out)
            for conventions in "torch", "winner", "alive":
                for name, gradient in network.gradients(conventions).items():
                    print(number, conventions, name, text(gradient), file=out)


main(*sys.argv[1:])
