#include <weft/weft.hpp>

using namespace weft;

int main() {
  const auto answer = blocking::get("/httpbin/delay/0.5");
  println("{} after half a second", answer.status);
}
