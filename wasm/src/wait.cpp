#include <weft/wait.hpp>

namespace weft::detail {

void done_watch::tell_pending(const void* self, const awaited_function& tell) {
  for (const done_callback_token& each : static_cast<const done_watch*>(self)->tokens_) {
    if (future_base* const watched = each.callback().source(); !each.callback().over()) tell(*watched);
  }
}

}  // namespace weft::detail
