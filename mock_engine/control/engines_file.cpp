#include "mock_engine/control/engines_file.hpp"

#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_reader.hpp"

namespace rtpe::mock {
namespace {

constexpr std::int64_t most_seconds = 10LL * 366 * 86400;

void read_timers(TableReader& reader, EngineConfig& config) {
  const auto seconds = [&](std::string_view key, std::int64_t& value) {
    if (const auto given = reader.integer(key, 0, most_seconds)) value = *given;
  };
  seconds("delete-delay", config.delete_delay_s);
  seconds("timeout", config.timeout_s);
  seconds("silent-timeout", config.silent_timeout_s);
  seconds("offer-timeout", config.offer_timeout_s);
  seconds("final-timeout", config.final_timeout_s);
}

/// The daemon's options by their own names.
void read_config(TableReader& reader, std::size_t position, EngineConfig& config) {
  config.name = reader.text("name").value_or(fmt::format("engine-{}", position));
  if (config.name.empty() || config.name.find('/') != config.name.npos)
    reader.report("name", "a name without \"/\" is expected");
  if (const auto interfaces = reader.texts("interface"); !interfaces.empty()) {
    config.interfaces.clear();
    for (const std::string& text : interfaces) {
      auto parsed = parse_interface(text);
      if (parsed)
        config.interfaces.push_back(std::move(*parsed));
      else
        reader.report("interface", parsed.error().message);
    }
  }
  if (const auto ports = reader.text("ports"))
    if (const auto parsed = parse_ports(*ports, config); !parsed) reader.report("ports", parsed.error().message);
  if (const auto sessions = reader.integer("max-sessions", -1, 1'000'000'000)) config.max_sessions = *sessions;
  read_timers(reader, config);
  if (auto text = reader.text("software-id")) config.software_id = std::move(*text);
  if (auto text = reader.text("recording-dir")) config.recording_dir = std::move(*text);
  if (const auto flag = reader.flag("reject-invalid-sdp")) config.reject_invalid_sdp = *flag;
}

void read_program_of(TableReader& reader, const FileReader& read_file, ServerOptions& options) {
  const auto path = reader.text("program");
  if (reader.has("rule")) {
    if (path) reader.report("program", "give rules in a file or here, not both");
    options.program.rules = read_rules(reader.tables("rule"), reader.source());
    return;
  }
  if (!path) return;
  const auto text = read_file(*path);
  auto program = text ? read_program(*text, *path) : std::unexpected(text.error());
  if (!program) return reader.report("program", program.error().text());
  options.program.rules = std::move(program->rules);
  if (program->seed) options.program.seed = *program->seed;
}

ServerOptions read_engine(const toml::table& table, std::size_t position, TomlSource& source,
                          const FileReader& read_file) {
  ServerOptions options;
  TableReader reader(table, fmt::format("engine {}", position), source);
  read_config(reader, position, options.engine);
  for (const std::string& text : reader.texts("listen")) {
    auto listen = parse_listen(text);
    if (listen)
      options.listen.push_back(std::move(*listen));
    else
      reader.report("listen", listen.error().text());
  }
  if (options.listen.empty())
    reader.report("listen", "is missing: where the engine answers, as \"udp:127.0.0.1:2223\"");
  if (const auto seed = reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max())) {
    options.engine.seed = static_cast<std::uint64_t>(*seed);
    options.program.seed = options.engine.seed;
  }
  read_program_of(reader, read_file, options);
  reader.finish();
  return options;
}

}  // namespace

Expected<void> parse_ports(std::string_view text, EngineConfig& config) {
  const std::size_t dash = text.find('-');
  const auto number = [](std::string_view digits) -> std::optional<std::uint16_t> {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value == 0) return std::nullopt;
    return value;
  };
  const auto low = number(text.substr(0, dash));
  const auto high = dash == text.npos ? std::nullopt : number(text.substr(dash + 1));
  if (!low || !high || *low >= *high)
    return std::unexpected(
        Error{.message = fmt::format("\"{}\" is no port range", text), .remedy = "as 30000-40000, at least two ports"});
  config.port_min = *low;
  config.port_max = *high;
  return {};
}

Expected<std::vector<ServerOptions>> read_engines(std::string_view text, std::string_view name,
                                                  const FileReader& read_file) {
  TomlSource source(name, text);
  const auto table = source.parse();
  if (!table) return std::unexpected(table.error());
  std::vector<ServerOptions> engines;
  TableReader reader(*table, "", source);
  const auto tables = reader.tables("engine");
  reader.finish();
  if (tables.empty()) source.report(nullptr, name, "no [[engine]] table");
  for (const toml::table* engine : tables) {
    engines.push_back(read_engine(*engine, engines.size() + 1, source, read_file));
    const std::string& added = engines.back().engine.name;
    if (std::ranges::count_if(engines, [&](const ServerOptions& other) { return other.engine.name == added; }) > 1)
      source.report(engine, "engine", fmt::format("two engines are named \"{}\"", added));
    if (source.failed()) break;
  }
  if (source.failed()) return std::unexpected(*source.error());
  return engines;
}

}  // namespace rtpe::mock
