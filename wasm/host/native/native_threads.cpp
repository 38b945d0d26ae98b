// What a loop must know of the other threads of its process.
#include <atomic>

#include <dirent.h>

#include "../host.hpp"
#include "sanitizers.hpp"

namespace weft::host {

namespace {

constinit std::atomic<int> idle_threads{0};

}  // namespace

int other_threads() noexcept {
  // Linux says; elsewhere only weft's own parts are waited for.
  DIR* const tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 0;
  int count = 0;
  while (const dirent* entry = readdir(tasks)) count += entry->d_name[0] != '.' ? 1 : 0;
  closedir(tasks);
  const int others = count - 1 - WEFT_THREAD_SANITIZER - idle_threads.load();
  return others > 0 ? others : 0;
}

bool threads_available() noexcept { return true; }

void thread_idles(bool idle) noexcept { idle_threads += idle ? 1 : -1; }

}  // namespace weft::host
