// Stage 3 (Python 3.3, PEP 380): a generator hands over to another one, and gets its result back.
#include <weft/weft.hpp>

#include <memory>
#include <string>

using namespace weft;

generator<int, void, std::string> sub_generator() {
  co_yield 1;
  co_yield 2;
  co_return "sub is done";
}

generator<int> delegating_generator() {
  std::string result = co_yield yield_from(sub_generator());  // 1 and 2 go straight to whoever asked
  println("    result of the delegate: {}", result);
  co_yield 3;
}

// Recursion without collecting anything: a tree that is walked in order.
struct tree {
  std::string name;
  std::unique_ptr<tree> left{}, right{};
};

generator<const std::string&> in_order(const tree* node) {
  if (node == nullptr) co_return;
  co_yield yield_from(in_order(node->left.get()));
  co_yield node->name;
  co_yield yield_from(in_order(node->right.get()));
}

// A value crosses any number of levels in one step.
generator<int> deep(int levels) {
  if (levels > 0) {
    co_yield yield_from(deep(levels - 1));
  } else {
    for (int i = 1; i <= 1'000'000; ++i) co_yield i;
  }
}

int main() {
  for (int value : delegating_generator()) println("got {}", value);

  tree root{"m", std::make_unique<tree>("f", std::make_unique<tree>("c")), std::make_unique<tree>("t")};
  print("in order:");
  for (const std::string& name : in_order(&root)) print(" {}", name);
  println();

  long long sum = 0;
  for (int value : deep(10'000)) sum += value;
  println("a million values from 10,000 levels down: sum {}", sum);
}
