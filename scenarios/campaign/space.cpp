#include "scenarios/campaign/space.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/table_reader.hpp"
#include "base/toml.hpp"

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What a kind of fault may be like when nobody says so.
std::vector<FaultOption> options_of(const FaultKind& kind, const Scenario& base) {
  if (kind.is_searched != nullptr && !kind.is_searched(base)) return {};
  if (kind.name == "slow")
    return {{&kind, "latency = \"300ms\""}, {&kind, "latency = \"1500ms\""}, {&kind, "latency = \"6s\""}};
  if (kind.name == "rpc") {
    std::vector<FaultOption> options;
    for (const Engine& engine : base.engines) {
      const std::string node = fmt::format("node = \"{}\"", engine.listen);
      options.push_back({&kind, "command = \"rtpengine.ping\"\n" + node});
      for (const int flag : {0, 1})
        options.push_back({&kind, fmt::format("command = \"rtpengine.enable\"\n{}\nflag = {}", node, flag)});
    }
    return options;
  }
  // One that needs more than the lab can guess has to be named by an [[fault]] of its own.
  if (kind.read == nullptr || options_from(kind.read, "")) return {{&kind, ""}};
  if (options_from(kind.read, std::string(kind.example))) return {{&kind, std::string(kind.example)}};
  return {};
}

class SpaceReader {
 public:
  SpaceReader(TableReader& table, const Scenario& base, Space space)
      : table_(table), base_(base), space_(std::move(space)) {}

  Space read() {
    read_faults();
    read_names("engines", space_.engines, engine_names());
    std::vector<std::string> flows = space_.flows;
    read_names("flows", space_.flows, flows);
    read_whole("fault_count", space_.fault_count, 0, 20);
    read_whole("calls", space_.calls, 1, 100'000);
    read_range("fault_at", space_.fault_at);
    read_range("fault_for", space_.fault_for);
    read_range("gap", space_.gap);
    read_range("hold", space_.hold);
    if (const auto loss = table_.probability("loss")) space_.most_loss = *loss;
    read_lengths();
    read_parameters();
    table_.finish();
    if (space_.faults.empty() && space_.fault_count.high > 0 && !table_.problems().any_errors())
      table_.error_at_value("faults", "the space is empty: there is no fault to choose from");
    return std::move(space_);
  }

 private:
  [[nodiscard]] std::vector<std::string> engine_names() const {
    std::vector<std::string> names;
    for (const Engine& engine : base_.engines) names.push_back(engine.config.name);
    return names;
  }

  void read_faults() {
    if (!table_.has("faults")) return;
    std::vector<FaultOption> wanted;
    for (const PlacedText& name : table_.texts("faults")) {
      const auto before = wanted.size();
      for (const FaultOption& option : space_.faults)
        if (option.kind->name == name.text) wanted.push_back(option);
      if (wanted.size() == before)
        table_.problems().error(name.place, fmt::format("[space] has no fault \"{}\"{}", shown(name.text),
                                                        suggestion(name.text, fault_names())));
    }
    space_.faults = std::move(wanted);
  }

  void read_names(std::string_view key, std::vector<std::string>& names, const std::vector<std::string>& known) {
    if (!table_.has(key)) return;
    std::vector<std::string_view> words(known.begin(), known.end());
    names.clear();
    for (const PlacedText& name : table_.texts(key)) {
      if (std::ranges::find(known, name.text) == known.end())
        table_.problems().error(name.place, fmt::format("{} of [space]: there is no \"{}\"{}", key, shown(name.text),
                                                        suggestion(name.text, words)));
      names.push_back(name.text);
    }
    if (names.empty()) table_.error_at_value(key, fmt::format("{} of [space] is empty", key));
  }

  void read_range(std::string_view key, DurationRange& range) {
    if (const auto read = table_.duration_range(key)) range = *read;
  }

  /// 3, or "1..60".
  void read_whole(std::string_view key, Whole& range, std::int64_t least, std::int64_t most) {
    const Value* value = table_.find(key);
    if (value == nullptr) return;
    Whole read;
    if (const auto* number = value->integer()) {
      read = {*number, *number};
    } else if (const auto* text = value->text(); text == nullptr || !parse_whole(*text, read)) {
      return table_.wrong_type(key, *value, "a whole number, or a range of them as \"1..60\"");
    }
    if (read.low > read.high)
      table_.error_at_value(key, fmt::format("the range {}..{} ends before it begins", read.low, read.high));
    if (read.low < least || read.high > most)
      table_.error_at_value(key, fmt::format("{} of [space] must be from {} to {}", key, least, most));
    range = read;
  }

  static bool parse_whole(const std::string& text, Whole& range) {
    const auto dots = text.find("..");
    if (dots == std::string::npos) return false;
    const auto number = [](std::string_view digits, std::int64_t& value) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return !digits.empty() && error == std::errc{} && end == digits.data() + digits.size();
    };
    return number(std::string_view(text).substr(0, dots), range.low) &&
           number(std::string_view(text).substr(dots + 2), range.high);
  }

  void read_lengths() {
    for (const PlacedText& text : table_.texts("length")) {
      const auto length = parse_duration(text.text);
      if (!length || *length == Duration{})
        table_.problems().error(text.place, "length of [space] takes durations above 0, as [\"2h\"]");
      else
        space_.lengths.push_back(*length);
    }
  }

  void read_parameters() {
    const Table* parameters = table_.table_of("parameters");
    if (parameters == nullptr) return;
    for (const Member& member : parameters->members) {
      ParameterValues values{.name = member.key};
      const bool is_workers = member.key == "workers";
      if (!is_workers && std::ranges::find(Parameters::names(), member.key) == Parameters::names().end()) {
        table_.problems().error(member.place, fmt::format("[space.parameters] has no \"{}\"{}", shown(member.key),
                                                          suggestion(member.key, Parameters::names())));
        continue;
      }
      const Array* array = member.value.array();
      for (const Value& value : array == nullptr ? std::vector<Value>{member.value} : array->elements) {
        const auto* number = value.integer();
        Parameters trial;
        if (number == nullptr || (is_workers && (*number < 1 || *number > 1024)) ||
            (!is_workers && !trial.set(member.key, *number)))
          table_.problems().error(value.place, fmt::format("{} does not take that value", member.key));
        else
          values.values.push_back(*number);
      }
      if (array != nullptr && array->elements.empty())
        table_.problems().error(member.value.place, fmt::format("{} has no values to choose from", member.key));
      space_.parameters.push_back(std::move(values));
    }
  }

  TableReader& table_;
  const Scenario& base_;
  Space space_;
};

}  // namespace

Space default_space(const Scenario& base) {
  Space space;
  for (const FaultKind* kind : fault_kinds())
    for (FaultOption& option : options_of(*kind, base)) space.faults.push_back(std::move(option));
  for (const Engine& engine : base.engines) space.engines.push_back(engine.config.name);
  space.fault_at = {seconds(1), minutes(2)};
  space.fault_for = {seconds(1), minutes(3)};
  space.gap = {milliseconds(100), seconds(5)};
  space.hold = {seconds(1), minutes(2)};
  for (const std::string_view flow : flow_names()) space.flows.emplace_back(flow);
  for (const InlineFlow& flow : base.flows) space.flows.push_back(flow.name);
  for (std::size_t place = 0; place < base.traffic.size(); ++place) {
    const Traffic standard, &traffic = base.traffic[place];
    if (traffic.caller != standard.caller || traffic.callee != standard.callee ||
        traffic.sdp_from != standard.sdp_from || traffic.reinvite_after != standard.reinvite_after)
      space.likes.push_back(place);
  }
  std::int64_t longest_row = 0;
  for (const Client& proxy : base.proxies) longest_row = std::max(longest_row, proxy.parameters.hash_table_tout);
  if (longest_row <= 86400) space.lengths.push_back(seconds(longest_row) + minutes(10));
  return space;
}

Read<Space> read_space(std::string_view text, const std::string& path, const Scenario& base) {
  Problems problems(text, path);
  Space space = default_space(base);
  if (const auto root = parse_toml(text, problems)) {
    const Value* value = root->get("space");
    if (value != nullptr && value->table() == nullptr)
      problems.error(value->place, "\"space\" must be a table, written [space]");
    if (value != nullptr && value->table() != nullptr) {
      TableReader reader(*value->table(), "[space]", problems);
      space = SpaceReader(reader, base, std::move(space)).read();
    }
  }
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return space;
}

}  // namespace rtpe::scenario::campaign
