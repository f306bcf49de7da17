"""The error function by mpmath: the fixture of ErrorFunctionTest. Arguments are numbers of single precision, too.

    python3 src/test/python/erf.py > src/test/resources/dev/netgrad/fixtures/erf.txt
"""
import mpmath

mpmath.mp.dps = 40
arguments = [sign * n / 64 for n in (*range(0, 128, 3), *range(128, 400, 9), 1000, 6400) for sign in (1, -1)]
arguments += [2.0**-e for e in (10, 20, 40, 100)]
print("x:", *(repr(x) for x in arguments))
print("y:", *(mpmath.nstr(mpmath.erf(x), 17) for x in arguments))
