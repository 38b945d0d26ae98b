#include <weft/trace.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <unordered_map>
#include <vector>

#include <weft/detail/describe.hpp>
#include <weft/detail/loop_core.hpp>

#include "trace_ring.hpp"

namespace weft {

namespace detail {

namespace {

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      json += code;
    } else {
      json += c;
    }
  }
  return json + '"';
}

// The tracks: one process; thread 0 is the loop, thread n task n.
constexpr std::uint64_t loop_track = 0;

class json_events {
 public:
  explicit json_events(double ticks_each_microsecond, std::uint64_t first) : scale_(ticks_each_microsecond), first_(first) {}

  /// Begins an event; `more` are further members, each after a comma.
  void add(const char* phase, std::string_view name, std::uint64_t track, std::uint64_t ticks, const std::string& more = {}) {
    char head[96];
    std::snprintf(head, sizeof head, "\"ph\":\"%s\",\"pid\":1,\"tid\":%llu,\"ts\":%.3f", phase,
                  static_cast<unsigned long long>(track), microseconds(ticks - first_));
    text_ += (text_.empty() ? "{" : ",\n{") + ("\"name\":" + quoted(name) + ",") + head + more + "}";
  }
  std::string length(std::uint64_t ticks) const {
    char text[40];
    std::snprintf(text, sizeof text, ",\"dur\":%.3f", microseconds(ticks));
    return text;
  }
  std::string take() { return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[" + text_ + "]}\n"; }

 private:
  double microseconds(std::uint64_t ticks) const { return static_cast<double>(ticks) / scale_; }

  double scale_;
  std::uint64_t first_;
  std::string text_;
};

}  // namespace

std::string trace_ring::chrome_json() {
  const auto since = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began_).count();
  const double scale = since > 0 ? static_cast<double>(host::ticks() - first_ticks_) / since : 1;
  json_events events(scale > 0 ? scale : 1, first_ticks_);

  struct suspended {
    std::uint64_t since;
    const char* what;
    std::source_location place;
  };
  std::unordered_map<std::uint64_t, suspended> waiting;     // by task: its latest step
  std::unordered_map<std::uint64_t, std::uint64_t> arrows;  // by task: the wake-up that its next step answers
  std::vector<std::uint64_t> tracks{loop_track};
  std::uint64_t arrow = 0;

  const std::uint64_t oldest = count_ > mask_ ? count_ - mask_ - 1 : 0;
  for (std::uint64_t i = oldest; i < count_; ++i) {
    const trace_record& r = records_[i & mask_];
    switch (r.kind) {
      case trace_kind::created:
        tracks.push_back(r.subject);
        break;
      case trace_kind::step:
      case trace_kind::last_step: {
        tracks.push_back(r.subject);
        if (const auto before = waiting.find(r.subject); before != waiting.end()) {
          const std::string what = before->second.what != nullptr ? std::string("await ") + before->second.what : "ready";
          // A browser's clock may stand still from the one to the other: it was waited for all the same.
          if (r.at > before->second.since || before->second.what != nullptr) {
            events.add("X", what, r.subject, before->second.since,
                       ",\"cat\":\"await\"" + events.length(r.at - before->second.since) + ",\"args\":{\"place\":" +
                           quoted(place_text(before->second.place)) + "}");
          }
          waiting.erase(before);
        }
        if (const auto woken = arrows.find(r.subject); woken != arrows.end()) {
          events.add("f", "wake", r.subject, r.at,
                     ",\"cat\":\"wake\",\"bp\":\"e\",\"id\":" + std::to_string(woken->second));
          arrows.erase(woken);
        }
        const bool last = r.kind == trace_kind::last_step;
        events.add("X", last ? "last step" : "step", r.subject, r.at,
                   ",\"cat\":\"step\"" + events.length(r.length) + ",\"args\":{\"place\":" + quoted(place_text(r.place)) + "}");
        if (last) {
          events.add("i", "completed", r.subject, r.at + r.length, ",\"cat\":\"completion\",\"s\":\"t\"");
        } else {
          waiting.insert_or_assign(r.subject, suspended{r.at + r.length, r.what, r.place});
        }
        break;
      }
      case trace_kind::callback:
        events.add("X", "callback", loop_track, r.at, ",\"cat\":\"callback\"" + events.length(r.length));
        break;
      case trace_kind::wake:
        arrows.insert_or_assign(r.subject, ++arrow);
        events.add("s", "wake", r.other, r.at, ",\"cat\":\"wake\",\"id\":" + std::to_string(arrow));
        break;
      case trace_kind::timer:
        events.add("i", "timer", loop_track, r.at, ",\"cat\":\"timer\",\"s\":\"t\"");
        break;
      case trace_kind::request: {
        const auto name = requests_.find(r.subject);
        events.add("b", name != requests_.end() ? name->second : r.what, loop_track, r.at,
                   ",\"cat\":\"request\",\"id\":" + std::to_string(r.subject));
        break;
      }
      case trace_kind::answer:
      case trace_kind::end: {
        const auto name = requests_.find(r.subject);
        events.add(r.kind == trace_kind::answer ? "n" : "e", name != requests_.end() ? name->second : "request", loop_track, r.at,
                   ",\"cat\":\"request\",\"id\":" + std::to_string(r.subject) + ",\"args\":{\"how\":" + quoted(r.what) + "}");
        break;
      }
    }
  }
  std::ranges::sort(tracks);
  tracks.erase(std::ranges::unique(tracks).begin(), tracks.end());
  for (const std::uint64_t track : tracks) {
    const auto name = names_.find(track);
    const std::string words = track == loop_track ? "event loop" : name != names_.end() ? name->second : "Task-" + std::to_string(track);
    events.add("M", "thread_name", track, first_ticks_, ",\"args\":{\"name\":" + quoted(words) + "}");
    events.add("M", "thread_sort_index", track, first_ticks_, ",\"args\":{\"sort_index\":" + std::to_string(track) + "}");
  }
  return events.take();
}

}  // namespace detail

namespace trace {

namespace {

thread_local std::unique_ptr<detail::trace_ring> ring;

void use(detail::trace_ring* now) noexcept {
  detail::this_thread_trace = now;
  if (detail::running.loop != nullptr) detail::running.loop->set_trace(now);
}

}  // namespace

void start(options how) {
  auto made = std::make_unique<detail::trace_ring>(how.capacity > 0 ? how.capacity : 1);
  use(made.get());
  ring = std::move(made);
}

void stop() noexcept { use(nullptr); }

bool running() noexcept { return detail::this_thread_trace != nullptr; }

std::string export_chrome_json() { return ring ? ring->chrome_json() : detail::trace_ring(1).chrome_json(); }

}  // namespace trace

}  // namespace weft
