// Events as the HTML report carries them: arrays of values whose names stand once, in a table made from the log's
// schema.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

/// Texts that come again and again, written as their number.
class NumberedTexts {
 public:
  static constexpr std::size_t most_texts = 20'000;

  /// Appends the text's number, or the text itself as JSON when the table is full.
  void write(std::string& out, std::string_view text);
  /// A JSON array of all texts, by number.
  [[nodiscard]] std::string json() const;

 private:
  boost::unordered_flat_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
};

/// What a written event leaves out because the reader knows it.
struct EventContext {
  std::string_view call_id;
  Duration before{};  ///< time of the event before it
};

/// Appends `[kind,microseconds since `before`,value,...]`: the fields of Schema but proxy and call, null for what is
/// left out of the log and for a call_id that is that of the context. Durations are whole microseconds.
void append_compact_event(std::string& out, Duration at, const scenario::Event& event, const EventContext& context,
                          NumberedTexts& texts);
/// `[["sent",[["operation","number"],...]],...]`, by kind; types: number, time, text, flag, or the fields of a list's
/// objects, which are written flat.
[[nodiscard]] std::string compact_event_schema();

/// Rounded to microseconds.
[[nodiscard]] std::int64_t microseconds(Duration duration);

}  // namespace rtpe::report
