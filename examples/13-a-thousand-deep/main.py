# A value's way out of a thousand generators, each of which delegates to the next.
import sys

DEPTH = 1_000
COUNT = 10_000

sys.setrecursionlimit(DEPTH + 1_000)  # the usual limit is a thousand


def deep(levels):
    if levels > 0:
        yield from deep(levels - 1)
    else:
        yield from range(1, COUNT + 1)


# Each value passes through every level on its way out, and each request for one on its way in.
variants = {
    "1,000 deep": lambda: print(f"1,000 deep: {sum(deep(DEPTH))}"),
    "flat": lambda: print(f"flat: {sum(deep(0))}"),
}
