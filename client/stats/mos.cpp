#include "client/stats/mos.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace rtpe::stats {
namespace {

// Section 10: at most so many SSRCs of a label count.
constexpr std::size_t most_ssrcs = 4;

enum class Extreme : std::uint8_t { average, highest, lowest };

struct Record {
  std::int64_t mos = -1, at = -1, packet_loss = -1, jitter = -1, round_trip = -1, round_trip_leg = -1, samples = -1;
};

// One number beside the MOS itself, by the parameter's infix.
struct Field {
  std::string_view infix;
  std::int64_t Record::* value;
};
constexpr std::array common_fields{Field{"_packetloss", &Record::packet_loss}, Field{"_jitter", &Record::jitter},
                                   Field{"_roundtrip", &Record::round_trip},
                                   Field{"_roundtrip_leg", &Record::round_trip_leg}};
constexpr Field samples_field{"_samples", &Record::samples};

struct Group {
  std::string_view suffix;  ///< "", "_A", "_B"
};

Record read_record(const bencode::View& entry) {
  const auto integer = [&](std::string_view key) { return entry.find_integer(key).value_or(-1); };
  return {.mos = integer("MOS"),
          .at = integer("reported at"),
          .packet_loss = integer("packet loss"),
          .jitter = integer("jitter"),
          .round_trip = integer("round-trip time"),
          .round_trip_leg = integer("round-trip time leg"),
          .samples = integer("samples")};
}

// Sums wrap, as the module's do; unsigned arithmetic keeps that defined.
std::int64_t wrapping_sum(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) + static_cast<std::uint64_t>(right));
}

struct Summary {
  Record highest{.mos = -1}, lowest{.mos = 100};
  bool has_highest = false, has_lowest = false;
  Record total{0, 0, 0, 0, 0, 0, 0};
  std::int64_t count = 0;

  void add(const bencode::View& ssrc) {
    if (const auto view = ssrc.find("average MOS")) {
      const auto record = read_record(view);
      if (record.mos > 0) {
        ++count;
        for (const auto field : {&Record::mos, &Record::at, &Record::packet_loss, &Record::jitter, &Record::round_trip,
                                 &Record::round_trip_leg, &Record::samples}) {
          total.*field = wrapping_sum(total.*field, record.*field);
        }
      }
    }
    if (const auto view = ssrc.find("highest MOS")) {
      const auto record = read_record(view);
      if (record.mos > highest.mos) {
        highest = record;
        has_highest = true;
      }
    }
    if (const auto view = ssrc.find("lowest MOS")) {
      const auto record = read_record(view);
      if (record.mos > 0 && record.mos < lowest.mos) {
        lowest = record;
        has_lowest = true;
      }
    }
  }
};

struct Ssrcs {
  std::array<std::int64_t, most_ssrcs> numbers{};
  std::size_t count = 0;

  void add(std::int64_t ssrc) {
    if (count < most_ssrcs) numbers[count++] = ssrc;
  }
  [[nodiscard]] bool contains(std::int64_t ssrc) const {
    return std::find(numbers.begin(), numbers.begin() + count, ssrc) != numbers.begin() + count;
  }
};

// SSRCs of the tags with that label; nullopt: there is nothing to report for it.
std::optional<Ssrcs> ssrcs_of_label(const bencode::View& reply, std::string_view label) {
  const auto tags = reply.find("tags");
  if (!tags || tags.kind() != bencode::Kind::dictionary) return std::nullopt;
  Ssrcs found;
  for (const auto tag : tags) {
    if (tag.find_string("label") != label) continue;
    const auto medias = tag.find("medias");
    if (!medias || medias.kind() != bencode::Kind::list) continue;
    for (const auto media : medias) {
      const auto streams = media.find("streams");
      if (!streams || streams.kind() != bencode::Kind::list || streams.size() == 0) continue;
      if (const auto ssrc = (*streams.begin()).find_integer("SSRC")) found.add(*ssrc);
    }
  }
  if (found.count == 0) return std::nullopt;
  return found;
}

// strtol-like: the leading number of the key.
std::int64_t number_of(std::string_view key) {
  std::int64_t value = 0;
  std::from_chars(key.data(), key.data() + key.size(), value);
  return value;
}

Summary summarise(const bencode::View& reply, const std::optional<Ssrcs>& wanted) {
  Summary summary;
  const auto ssrcs = reply.find("SSRC");
  if (!ssrcs || ssrcs.kind() != bencode::Kind::dictionary) return summary;
  for (auto at = ssrcs.begin(); at != ssrcs.end(); ++at) {
    if (wanted && !wanted->contains(number_of(at.key()))) continue;
    summary.add(*at);
  }
  return summary;
}

/// A name or number put together without allocating.
class ShortText {
 public:
  template <class... Values>
  explicit ShortText(fmt::format_string<Values...> format, Values&&... values)
      : length_(std::min(fmt::format_to_n(bytes_.data(), bytes_.size(), format, std::forward<Values>(values)...).size,
                         bytes_.size())) {}
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), length_}; }
  // The module's print buffer holds 7 characters; what it leaks behind them is guarded (section 10).
  [[nodiscard]] std::string_view cut() const { return view().substr(0, 7); }

 private:
  std::array<char, 48> bytes_;  ///< longer than every parameter name
  std::size_t length_;
};

/// Writes the texts of one group of parameters.
class Output {
 public:
  Output(const MosParameters& parameters, std::string_view suffix, const Personality& personality, const Assign& assign)
      : parameters_(parameters), suffix_(suffix), personality_(personality), assign_(assign) {}

  void extreme(std::string_view base, const Record& record, std::int64_t created) {
    mos(base, record.mos);
    if (const auto* variable = find(base, "_at")) {
      const std::int64_t seconds = record.at - created;
      assign_(*variable, ShortText("{}:{:02}", seconds / 60, magnitude(seconds % 60)).cut());
    }
    for (const auto& field : common_fields) number(base, field, record, 1);
  }

  void average(const Record& total, std::int64_t count) {
    mos("mos_average", total.mos / count);
    for (const auto& field : common_fields) number("mos_average", field, total, count);
    number("mos_average", samples_field, total, count);
  }

 private:
  const std::string* find(std::string_view base, std::string_view infix) const {
    const auto found = parameters_.find(ShortText("{}{}{}_pv", base, infix, suffix_).view());
    return found == parameters_.end() || found->second.empty() ? nullptr : &found->second;
  }

  void mos(std::string_view base, std::int64_t tenths) {
    if (const auto* variable = find(base, ""))
      assign_(*variable, ShortText("{}.{}", tenths / 10, magnitude(tenths % 10)).cut());
  }

  void number(std::string_view base, const Field& field, const Record& record, std::int64_t divisor) {
    if (const auto* variable = find(base, field.infix)) {
      const ShortText text("{}", record.*field.value / divisor);
      assign_(*variable, personality_.mos_integers_20_bytes ? text.view() : text.cut());
    }
  }

  static std::int64_t magnitude(std::int64_t remainder) { return remainder < 0 ? -remainder : remainder; }

  const MosParameters& parameters_;
  std::string_view suffix_;
  const Personality& personality_;
  const Assign& assign_;
};

std::vector<std::string> make_names() {
  std::vector<std::string> names;
  const auto add = [&](std::string_view base, std::initializer_list<std::string_view> infixes) {
    for (const auto infix : infixes) {
      for (const auto suffix : {"", "_A", "_B"}) names.push_back(fmt::format("{}{}{}_pv", base, infix, suffix));
    }
  };
  add("mos_min", {"", "_at", "_packetloss", "_jitter", "_roundtrip", "_roundtrip_leg"});
  add("mos_max", {"", "_at", "_packetloss", "_jitter", "_roundtrip", "_roundtrip_leg"});
  add("mos_average", {"", "_packetloss", "_jitter", "_roundtrip", "_roundtrip_leg", "_samples"});
  names.emplace_back("mos_A_label_pv");
  names.emplace_back("mos_B_label_pv");
  return names;
}

bool belongs_to(std::string_view name, std::string_view suffix) {
  if (name.ends_with("_label_pv")) return false;
  if (suffix.empty()) return !name.ends_with("_A_pv") && !name.ends_with("_B_pv");
  return name.ends_with("_pv") && name.substr(0, name.size() - 3).ends_with(suffix);
}

}  // namespace

std::span<const std::string> mos_parameter_names() {
  static const std::vector<std::string> names = make_names();
  return names;
}

void mos_assignments(const bencode::View& reply, const MosParameters& parameters, const Labels& labels,
                     const Personality& personality, const Assign& assign) {
  const auto created = reply.find_integer("created").value_or(0);
  for (const std::string_view suffix : {"", "_A", "_B"}) {
    const bool configured =
        std::ranges::any_of(parameters, [&](const auto& entry) { return belongs_to(entry.first, suffix); });
    if (!configured) continue;
    std::optional<Ssrcs> wanted;
    if (!suffix.empty()) {
      wanted = ssrcs_of_label(reply, suffix == "_A" ? labels.a : labels.b);
      if (!wanted) continue;
    }
    const auto summary = summarise(reply, wanted);
    Output output(parameters, suffix, personality, assign);
    if (summary.has_highest) output.extreme("mos_max", summary.highest, created);
    if (summary.has_lowest) output.extreme("mos_min", summary.lowest, created);
    if (summary.count > 0) output.average(summary.total, summary.count);
  }
}

}  // namespace rtpe::stats
