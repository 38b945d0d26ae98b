# The same pipeline twice: once by collecting every stage in a list, once by handing on one value at a time.

COUNT = 1_000_000


# Every stage is finished before the next begins, so all of its values are there at once.
def with_vectors():
    numbers = [n for n in range(1, COUNT + 1)]
    squares = [n * n for n in numbers]
    total = 0
    for square in squares:
        if square % 2 == 0:
            total += square
    print(f"vectors: {total}")


# Each value goes through all stages before the next is made: a few bytes, however many there are.
def count_up():
    n = 1
    while n <= COUNT:
        yield n
        n += 1


def squares_of(numbers):
    for n in numbers:
        yield n * n


def with_generators():
    total = 0
    for square in squares_of(count_up()):
        if square % 2 == 0:
            total += square
    print(f"generators: {total}")


variants = {
    "vectors": with_vectors,
    "generators": with_generators,
}
