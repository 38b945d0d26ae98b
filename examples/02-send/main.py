# Stage 2 (Python 2.5, PEP 342): values also go the other way. What is sent is what yield evaluates to.


# Yields ints, is sent strings.
def enhanced_generator():
    value = yield 1
    print(f"    Received: {value}")
    yield 2


# The mean of all that it has been sent so far. Two ends of one conversation, and the state is in local variables.
def running_mean():
    total = count = mean = 0
    while True:
        try:
            total += yield mean
            count += 1
            mean = total / count
        except ValueError as reset:
            print(f"    starting again: {reset}")
            total = count = mean = 0


gen = enhanced_generator()
print(f"next()        -> {next(gen)}")  # runs to the first yield, where it can be sent something
print(f'send("Hello") -> {gen.send("Hello")}')  # ... and from there to the second

mean = running_mean()
next(mean)
for value in (10, 20, 60):
    print(f"send({value}) -> mean {mean.send(value):g}")

# An exception can be sent too: it is raised where the generator waits.
mean.throw(ValueError("a new series"))
print(f"send({7}) -> mean {mean.send(7):g}")
