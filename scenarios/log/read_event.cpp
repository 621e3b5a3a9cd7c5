#include "scenarios/log/read_event.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/nearest.hpp"
#include "scenarios/log/json_cursor.hpp"
#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

class EventLine {
 public:
  EventLine(std::string_view line, Arena& arena) : in_(line), arena_(arena) {}

  Expected<Record> read() {
    Record record;
    in_.expect('{');
    key("at_ns");
    read_value(record.at);
    in_.expect(',');
    key("event");
    const std::size_t at = in_.column();
    const std::string_view kind = in_.text(scratch_);
    bool known = false;
    [&]<class... All>(std::variant<All...>*) {
      (void)((!in_.failed() && kind == Schema<All>::name &&
              (known = true, read_event(record.event.emplace<All>()), true)) ||
             ...);
    }(static_cast<Event*>(nullptr));
    if (!known && !in_.failed())
      return std::unexpected(
          Error{.message = fmt::format("no event is called \"{}\"", kind), .place = std::to_string(at)});
    if (!in_.failed() && !in_.at_end()) in_.fail("something follows the object");
    if (record.at < Duration{}) in_.fail("at_ns is below 0");
    if (in_.failed()) return std::unexpected(Error{.message = in_.trouble(), .place = std::to_string(in_.column())});
    return record;
  }

 private:
  void key(std::string_view name) {
    if (in_.text(scratch_) != name) in_.fail(fmt::format("\"{}\" was expected", name));
    in_.expect(':');
  }

  template <class E>
  void read_event(E& out) {
    if (in_.take(',')) return read_fields(out, Schema<E>::name);
    in_.expect('}');
    require_all<E>(0, Schema<E>::name);
  }

  /// Fields and the closing brace; one field at least.
  template <class E>
  void read_fields(E& out, std::string_view kind) {
    std::uint64_t seen = 0;
    do {
      const std::string name(in_.text(scratch_));
      in_.expect(':');
      std::uint64_t bit = 1;
      bool known = false;
      for_each_field<E>([&](const auto& field) {
        if (!known && !in_.failed() && field.name == name) {
          known = true;
          if ((seen & bit) != 0) in_.fail(fmt::format("{} has \"{}\" twice", kind, name));
          seen |= bit;
          read_value(out.*field.member);
        }
        bit <<= 1U;
      });
      if (in_.failed()) return;
      if (!known) return in_.fail(fmt::format("{} has no field \"{}\"", kind, name));
      if constexpr (std::is_same_v<E, RunStarted>)
        if ((seen & 1U) != 0 && out.schema != event_schema_version) return refuse_version(out.schema);
    } while (in_.take(','));
    in_.expect('}');
    require_all<E>(seen, kind);
  }

  template <class E>
  void require_all(std::uint64_t seen, std::string_view kind) {
    for_each_field<E>([&](const auto& field) {
      if (field.written == nullptr && (seen & 1U) == 0) in_.fail(fmt::format("{} without \"{}\"", kind, field.name));
      seen >>= 1U;
    });
  }

  void refuse_version(std::uint32_t schema) {
    in_.fail(fmt::format("this log has schema {}, this program reads schema {}{}", schema, event_schema_version,
                         schema > event_schema_version ? "; a newer rtpe-lab wrote it" : "; play the scenario again"));
  }

  void read_value(std::string_view& out) { out = arena_.copy(in_.text(scratch_)); }
  void read_value(bool& out) { out = in_.boolean(); }
  template <std::integral T>
  void read_value(T& out) {
    out = in_.number<T>();
  }
  void read_value(Duration& out) { out = Duration(in_.number<std::int64_t>()); }
  template <Word T>
  void read_value(T& out) {
    const std::string_view word = in_.text(scratch_);
    if (const auto value = from_word<T>(word))
      out = *value;
    else
      in_.fail(unknown_word<T>(word));
  }
  template <class T>
  void read_value(std::optional<T>& out) {
    read_value(out.emplace());
  }
  void read_value(HexBytes& out) {
    const std::string digits(in_.text(scratch_));
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
      unsigned char byte = 0;
      const char* end = digits.data() + at + 2;
      if (std::from_chars(digits.data() + at, end, byte, 16).ptr != end) return in_.fail("hexadecimal digits expected");
      bytes.push_back(static_cast<char>(byte));
    }
    if (digits.size() % 2 != 0) in_.fail("an odd number of hexadecimal digits");
    out.bytes = arena_.copy(bytes);
  }
  template <class T>
  void read_value(std::span<const T>& out) {
    std::vector<T> rows;
    in_.expect('[');
    if (in_.failed() || in_.take(']')) return;
    do {
      T& row = rows.emplace_back();
      if constexpr (requires { Schema<T>::fields; }) {
        if (in_.expect('{')) read_fields(row, "an object of the list");
      } else {
        read_value(row);
      }
    } while (in_.take(','));
    in_.expect(']');
    out = arena_.copy(std::span<const T>(rows));
  }

  template <Word T>
  static std::string unknown_word(std::string_view word) {
    std::vector<std::string_view> words;
    for (const T value : all_of_a_word<T>()) words.push_back(word_of(value));
    const auto near = nearest(word, words);
    return fmt::format("\"{}\" is no word for this{}", word,
                       near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near));
  }

  JsonCursor in_;
  Arena& arena_;
  std::string scratch_;
};

}  // namespace

Expected<Record> read_event(std::string_view line, Arena& arena) { return EventLine(line, arena).read(); }

}  // namespace rtpe::scenario
