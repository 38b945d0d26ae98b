// Stage 3: a generator hands over to another one, and gets its result back. In JavaScript it is called yield*.

function* subGenerator() {
  yield 1;
  yield 2;
  return 'sub is done';
}

function* delegatingGenerator() {
  const result = yield* subGenerator(); // 1 and 2 go straight to whoever asked
  console.log(`    result of the delegate: ${result}`);
  yield 3;
}

// Recursion without collecting anything: a tree that is walked in order.
function* inOrder(node) {
  if (!node) return;
  yield* inOrder(node.left);
  yield node.name;
  yield* inOrder(node.right);
}

// A value passes through every level on its way out: a million of them through 10,000 levels would take minutes, and more
// stack than a worker has. A hundred levels and ten thousand values, then.
function* deep(levels) {
  if (levels > 0) yield* deep(levels - 1);
  else for (let i = 1; i <= 10_000; ++i) yield i;
}

for (const value of delegatingGenerator()) console.log(`got ${value}`);

const root = { name: 'm', left: { name: 'f', left: { name: 'c' } }, right: { name: 't' } };
console.log('in order:', ...inOrder(root));

let sum = 0;
for (const value of deep(100)) sum += value;
console.log(`ten thousand values from 100 levels down: sum ${sum}`);
