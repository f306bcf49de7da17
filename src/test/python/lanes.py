"""Fits the polynomials of emit.LaneFunctionsWriter: python3 lanes.py prints each one's coefficients, of the highest power
first, and its largest error in units of 2^-24 of the function. Needs numpy.

The fit is by least squares with weights that grow where the error is large (Lawson's algorithm), which ends at the
polynomial whose largest error is least.
"""
from math import erfc, factorial, log, pi, sqrt

import numpy as np


def fit(name, x, y, weight, powers):
    terms = np.stack([x**power for power in powers], 1)
    lawson = np.ones(len(x))
    best = (np.inf, None)
    for _ in range(200):
        scale = np.sqrt(lawson) * weight
        coefficients = np.linalg.lstsq(terms * scale[:, None], y * scale, rcond=None)[0]
        error = abs((terms @ coefficients - y) * weight)
        best = min(best, (error.max(), coefficients), key=lambda pair: pair[0])
        lawson *= error / error.max() + 1e-3
        lawson /= lawson.sum()
    print(f"{name}: error {best[0] * 2**24:.3f}, {[float(np.float32(c)) for c in best[1][::-1]]}")


def between(low, high):
    """Chebyshev's points, which are dense at the ends."""
    return low + (high - low) * (np.cos(np.linspace(0, pi, 6001)) + 1) / 2


def series(x, terms):
    return sum(term * x**power for power, term in enumerate(terms))


r = between(-log(2) / 2, log(2) / 2)
r = r[abs(r) > 1e-4]
fit("exp, (e^r - 1 - r)/r^2", r, series(r, [1 / factorial(k + 2) for k in range(25)]), r**2 / np.exp(r), range(5))

f = between(sqrt(0.5) - 1, sqrt(2) - 1)
f = f[abs(f) > 1e-3]
fit("log, (ln(1 + f) - f + f^2/2)/f^3", f, (np.log1p(f) - f + f * f / 2) / f**3, abs(f**3 / np.log1p(f)), range(9))

x = between(1e-3, 0.625)
fit("tanh near, (tanh x - x)/x^3 in x^2", x, (np.tanh(x) - x) / x**3, x**3 / np.tanh(x), range(0, 10, 2))

x = between(1e-5, 0.9)
over_x = 2 / sqrt(pi) * series(x, [0 if k % 2 else (-1) ** (k // 2) / factorial(k // 2) / (k + 1) for k in range(60)])
fit("erf near, (erf x - x)/x in x^2", x, over_x - 1, 1 / over_x, range(0, 14, 2))

t = between(0.9, 4)
complement = np.array([erfc(value) for value in t])
fit("erf far, -ln(1 - erf t)", t, -np.log(complement), complement / (1 - complement), range(7))
