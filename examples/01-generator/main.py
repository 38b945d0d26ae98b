# Stage 1 (Python 2.2, 2001): a function that hands out its values one at a time.
from itertools import islice


def simple_generator():
    print("    the body begins")
    yield 1  # stops here until the next value is asked for
    print("    the body goes on")
    yield 2
    print("    the body ends")


# Endless, but nobody has to take it all.
def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


gen = simple_generator()
print("made: nothing has run yet")
while (value := next(gen, None)) is not None:
    print(f"got {value}")
print("no more values")

# A generator is an iterable: `for` works, and so does all of itertools.
print("Fibonacci:", *islice(fibonacci(), 12))
