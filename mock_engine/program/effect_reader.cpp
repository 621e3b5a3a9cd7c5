// The verbs of `do` and their values.
#include "mock_engine/program/duration_text.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_reader.hpp"

namespace rtpe::mock {
namespace {

/// What a verb takes: `shorthand` is the value of { verb = VALUE }, the others are keys of { verb = { ... } }.
enum class Value : std::uint8_t { none, delay, text, count, duration };

struct VerbForm {
  Verb verb;
  std::string_view name;
  Value shorthand = Value::none;
  std::string_view key = {};           ///< of the shorthand value in the long form
  std::string_view interval_key = {};  ///< a duration beside it
  std::uint32_t count = 0;             ///< default
  std::string_view text = {};          ///< default
  Duration interval{};                 ///< default
  bool needs_value = false;            ///< the bare name is not enough
};

using namespace std::chrono_literals;
constexpr std::array<VerbForm, 25> forms{{
    {.verb = Verb::drop_request, .name = "drop-request"},
    {.verb = Verb::drop_reply, .name = "drop-reply"},
    {.verb = Verb::delay, .name = "delay", .shorthand = Value::delay, .needs_value = true},
    {.verb = Verb::delay_request, .name = "delay-request", .shorthand = Value::delay, .needs_value = true},
    {.verb = Verb::duplicate,
     .name = "duplicate",
     .shorthand = Value::count,
     .key = "copies",
     .interval_key = "gap",
     .count = 1},
    {.verb = Verb::reorder,
     .name = "reorder",
     .shorthand = Value::count,
     .key = "behind",
     .interval_key = "within",
     .count = 1,
     .interval = 1s},
    {.verb = Verb::truncate, .name = "truncate", .shorthand = Value::count, .key = "bytes", .needs_value = true},
    {.verb = Verb::corrupt, .name = "corrupt", .shorthand = Value::count, .key = "bytes", .count = 1},
    {.verb = Verb::wrong_cookie, .name = "wrong-cookie", .shorthand = Value::text, .key = "cookie"},
    {.verb = Verb::empty_datagram, .name = "empty-datagram"},
    {.verb = Verb::split,
     .name = "split",
     .shorthand = Value::count,
     .key = "bytes",
     .interval_key = "gap",
     .needs_value = true},
    {.verb = Verb::merge,
     .name = "merge",
     .shorthand = Value::count,
     .key = "replies",
     .interval_key = "within",
     .count = 2,
     .interval = 1s},
    {.verb = Verb::error, .name = "error", .shorthand = Value::text, .key = "reason", .needs_value = true},
    {.verb = Verb::load_limit,
     .name = "load-limit",
     .shorthand = Value::text,
     .key = "message",
     .text = "Load limit exceeded"},
    {.verb = Verb::session_limit, .name = "session-limit", .text = "Parallel session limit reached"},
    {.verb = Verb::out_of_ports, .name = "out-of-ports"},
    {.verb = Verb::wrong_type, .name = "wrong-type", .shorthand = Value::text, .key = "key", .text = "result"},
    {.verb = Verb::missing_key, .name = "missing-key", .shorthand = Value::text, .key = "key", .text = "result"},
    {.verb = Verb::slow_start,
     .name = "slow-start",
     .shorthand = Value::delay,
     .interval_key = "for",
     .interval = 10s,
     .needs_value = true},
    {.verb = Verb::hang, .name = "hang", .shorthand = Value::duration, .key = "for"},
    {.verb = Verb::slow, .name = "slow", .shorthand = Value::delay, .interval_key = "for", .needs_value = true},
    {.verb = Verb::crash, .name = "crash", .shorthand = Value::duration, .key = "for"},
    {.verb = Verb::restart, .name = "restart", .shorthand = Value::duration, .key = "for"},
    {.verb = Verb::drain, .name = "drain"},
    {.verb = Verb::recover, .name = "recover"},
}};

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const VerbForm& form : forms) names.push_back(form.name);
  return names;
}

const VerbForm* form_of(std::string_view name) {
  const auto* found = std::ranges::find(forms, name, &VerbForm::name);
  return found == forms.end() ? nullptr : found;
}

bool set_delay_text(const std::string& text, Delay& delay) {
  const auto bounds = parse_duration_range(text);
  if (!bounds) return false;
  delay.base = bounds->lower;
  delay.spread = bounds->upper - bounds->lower;
  delay.distribution = bounds->lower == bounds->upper ? Delay::Distribution::fixed : Delay::Distribution::uniform;
  return true;
}

/// { distribution = "...", ... } or toxiproxy's { latency, jitter }.
void read_distribution(TableReader& reader, Delay& delay) {
  using enum Delay::Distribution;
  const auto duration = [&](std::string_view key) { return read_duration(reader, key).value_or(Duration::zero()); };
  if (reader.has("latency")) {
    const Duration latency = duration("latency"), jitter = duration("jitter");
    delay = {.distribution = jitter > Duration::zero() ? uniform : fixed,
             .base = std::max(latency - jitter, Duration::zero()),
             .spread = latency + jitter - std::max(latency - jitter, Duration::zero())};
    return;
  }
  const std::string name = reader.text("distribution").value_or("");
  if (name == "fixed") {
    delay.base = duration("delay");
  } else if (name == "uniform") {
    delay = {.distribution = uniform, .base = duration("lower"), .spread = duration("upper") - duration("lower")};
    if (delay.spread < Duration::zero()) reader.report("lower", "must not be above upper");
  } else if (name == "normal") {
    delay = {.distribution = normal, .base = duration("mean"), .spread = duration("deviation")};
  } else if (name == "lognormal") {
    delay = {
        .distribution = lognormal, .base = duration("median"), .sigma = reader.number("sigma", 0, 10).value_or(0.5)};
  } else if (name == "exponential") {
    delay = {.distribution = exponential, .base = duration("mean")};
  } else {
    reader.report("distribution", suggestion(name, {"fixed", "uniform", "normal", "lognormal", "exponential"}));
  }
}

void read_count(TableReader& reader, std::string_view key, Effect& effect) {
  if (const auto count = reader.integer(key, 0, 1'000'000)) effect.count = static_cast<std::uint32_t>(*count);
}

void read_state(TableReader& reader, Effect& effect) {
  const auto state = reader.text("state");
  if (!state) return;
  if (*state != "lost" && *state != "kept") reader.report("state", "\"lost\" or \"kept\" is expected");
  effect.state = *state == "kept" ? Effect::State::kept : Effect::State::lost;
}

/// { verb = { ... } }
void read_long_form(const VerbForm& form, TableReader& reader, Effect& effect) {
  switch (form.shorthand) {
    case Value::delay:
      if (const toml::node* delay = reader.node("delay"); delay != nullptr && !reader.has("distribution")) {
        if (!delay->is_string() || !set_delay_text(**delay->as_string(), effect.delay))
          reader.report("delay", "a duration such as \"20ms\" or a range such as \"10ms..50ms\" is expected");
      } else {
        read_distribution(reader, effect.delay);
      }
      break;
    case Value::text:
      if (auto text = reader.text(form.key)) effect.text = std::move(*text);
      break;
    case Value::count:
      read_count(reader, form.key, effect);
      break;
    case Value::duration:
      if (const auto duration = read_duration(reader, form.key)) effect.duration = duration;
      if (form.verb != Verb::hang) read_state(reader, effect);
      break;
    case Value::none:
      break;
  }
  if (form.interval_key.empty()) return;
  const auto interval = read_duration(reader, form.interval_key);
  if (interval && acts_on_process(form.verb))
    effect.duration = *interval;
  else if (interval)
    effect.interval = *interval;
}

/// { verb = VALUE }
bool read_shorthand(const VerbForm& form, const toml::node& value, Effect& effect) {
  const auto text = value.value_exact<std::string>();
  switch (form.shorthand) {
    case Value::delay:
      return text && set_delay_text(*text, effect.delay);
    case Value::text:
      effect.text = text.value_or("");
      return text.has_value();
    case Value::duration:
      effect.duration = parse_duration(text.value_or(""));
      return effect.duration.has_value();
    case Value::count: {
      const auto count = value.value_exact<std::int64_t>();
      if (!count || *count < 0 || *count > 1'000'000) return false;
      effect.count = static_cast<std::uint32_t>(*count);
      return true;
    }
    case Value::none:
      return value.value_exact<bool>() == true;
  }
  return false;
}

std::string_view expectation(Value value) {
  switch (value) {
    case Value::delay:
      return "a duration such as \"20ms\", a range such as \"10ms..50ms\" or a table with a distribution is expected";
    case Value::text:
      return "a text in quotes is expected";
    case Value::count:
      return "a whole number is expected";
    case Value::duration:
      return "a duration such as \"10s\" is expected";
    case Value::none:
      break;
  }
  return "this verb takes no value";
}

/// Limits that keep a rule's work bounded.
std::string_view trouble_with(const Effect& effect) {
  if (effect.verb == Verb::duplicate && effect.count > 1000) return "1000 copies are the most";
  if (effect.verb == Verb::split && effect.count == 0) return "pieces have at least 1 byte";
  if (effect.verb == Verb::merge && effect.count < 2) return "at least 2 replies are merged";
  if (effect.verb == Verb::slow_start && effect.interval <= Duration::zero()) return "\"for\" must be above 0";
  return {};
}

}  // namespace

std::string_view name_of(Verb verb) { return std::ranges::find(forms, verb, &VerbForm::verb)->name; }

Effect read_effect(const toml::node& node, std::string_view path, TomlSource& source) {
  Effect effect;
  const toml::table* table = node.as_table();
  const auto bare = node.value_exact<std::string>();
  if (!bare && (table == nullptr || table->size() != 1)) {
    source.report(&node, path, "a verb is expected: \"drop-reply\" or { delay = \"20ms\" }");
    return effect;
  }
  const std::string name = bare ? *bare : std::string(table->begin()->first.str());
  const VerbForm* form = form_of(name);
  if (form == nullptr) {
    source.report(&node, path, fmt::format("unknown verb \"{}\"; {}", name, suggestion(name, verb_names())));
    return effect;
  }
  effect = {.verb = form->verb,
            .delay = {},
            .text = std::string(form->text),
            .count = form->count,
            .interval = form->interval,
            .duration = {}};
  if (form->verb == Verb::restart) effect.duration = Duration::zero();
  if (bare) {
    if (form->needs_value) source.report(&node, path, fmt::format("{}: {}", name, expectation(form->shorthand)));
    return effect;
  }
  const toml::node& value = table->begin()->second;
  if (const toml::table* values = value.as_table()) {
    TableReader reader(*values, fmt::format("{}.{}", path, name), source);
    read_long_form(*form, reader, effect);
    reader.finish();
  } else if (!read_shorthand(*form, value, effect)) {
    source.report(&value, path, fmt::format("{}: {}", name, expectation(form->shorthand)));
  }
  if (const std::string_view trouble = trouble_with(effect); !trouble.empty())
    source.report(&value, path, fmt::format("{}: {}", name, trouble));
  return effect;
}

}  // namespace rtpe::mock
