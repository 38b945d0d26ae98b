// What every program is given precompiled: weft, and the standard headers that samples use.
//
// A header that is here costs a program next to nothing to include, one that is not is compiled each time (a second or more for most). But whatever
// is here is downloaded and loaded by everyone. bench: npm run bench.
//
// libc++ 19 has std::jthread and std::stop_token finished and calls them experimental; a flag would turn on what is not
// finished with them.
#include <version>
#undef _LIBCPP_HAS_NO_EXPERIMENTAL_STOP_TOKEN

#include <weft/weft.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <format>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <ranges>
#include <set>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <emscripten/val.h>

#include "warm_up.hpp"
