# Stage 3 (Python 3.3, PEP 380): a generator hands over to another one, and gets its result back.


def sub_generator():
    yield 1
    yield 2
    return "sub is done"


def delegating_generator():
    result = yield from sub_generator()  # 1 and 2 go straight to whoever asked
    print(f"    result of the delegate: {result}")
    yield 3


# Recursion without collecting anything: a tree that is walked in order.
class Tree:
    def __init__(self, name, left=None, right=None):
        self.name, self.left, self.right = name, left, right


def in_order(node):
    if node is None:
        return
    yield from in_order(node.left)
    yield node.name
    yield from in_order(node.right)


# A value passes through every level on its way out: 10,000 of them would keep this Python busy for minutes, and the
# recursion limit is 1,000. A hundred levels and ten thousand values, then.
def deep(levels):
    if levels > 0:
        yield from deep(levels - 1)
    else:
        yield from range(1, 10_001)


for value in delegating_generator():
    print(f"got {value}")

root = Tree("m", Tree("f", Tree("c")), Tree("t"))
print("in order:", *in_order(root))

print(f"ten thousand values from 100 levels down: sum {sum(deep(100))}")
