#include <weft/weft.hpp>

using namespace weft;

int main() {
  print("pi is {:.2f}, ", 3.14159);
  println("and {0} is {0:#x}", 255);
  println("{:>7}|{:<6}|", "right", "left");
}
