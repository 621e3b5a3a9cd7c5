#include "mock_engine/control/engines_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/toml.hpp"
#include "mock_engine/options.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_reader.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t most_engines = 1000;

void read_listen(TableReader& reader, ServerOptions& options) {
  if (!reader.require("listen", "where the engine answers, as \"udp:127.0.0.1:2223\"")) return;
  for (const PlacedText& text : reader.texts("listen")) {
    auto listen = parse_listen(text.text);
    if (listen)
      options.listen.push_back(std::move(*listen));
    else
      reader.problems().error(text.place, fmt::format("listen of {}: {}", reader.name(), shown(listen.error().text())));
  }
}

void read_program_of(TableReader& reader, const FileReader& read_file, ServerOptions& options) {
  const auto path = reader.text("program");
  options.program.rules = read_rules(reader, "engine.rule");
  if (!path) return;
  if (reader.has("rule"))
    return reader.error_at_value(
        "program", fmt::format("rules of {} stand in a file or in [[engine.rule]], not in both", reader.name()));
  const auto text = read_file(*path);
  if (!text)
    return reader.problems().error(reader.place_of_value("program"),
                                   fmt::format("program: {}", shown(text.error().text())), text.error().kind);
  auto program = read_program(*text, *path);
  if (!program) return reader.problems().add(std::move(program.error()));
  options.program.rules = std::move(program->rules);
  if (program->seed) options.program.seed = *program->seed;
}

ServerOptions read_engine(const Table& table, std::size_t position, const FileReader& read_file, Problems& problems) {
  ServerOptions options;
  TableReader reader(table, "[[engine]]", problems);
  options.engine.name = read_engine_name(reader).value_or(fmt::format("engine-{}", position));
  read_daemon_options(reader, options.engine);
  read_listen(reader, options);
  if (const auto seed = reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max())) {
    options.engine.seed = static_cast<std::uint64_t>(*seed);
    options.program.seed = options.engine.seed;
  }
  read_program_of(reader, read_file, options);
  reader.finish();
  return options;
}

}  // namespace

Read<std::vector<ServerOptions>> read_engines(std::string_view text, std::string_view name,
                                              const FileReader& read_file) {
  Problems problems(text, name);
  std::vector<ServerOptions> engines;
  if (const auto root = parse_toml(text, problems)) {
    TableReader reader(*root, "the file", problems);
    const auto tables = reader.tables("engine", most_engines);
    if (!root->contains("engine")) problems.error(reader.place(), "the file has no [[engine]]: nothing would run");
    for (const Table* table : tables) {
      ServerOptions engine = read_engine(*table, engines.size() + 1, read_file, problems);
      const bool is_known = std::ranges::any_of(
          engines, [&](const ServerOptions& other) { return other.engine.name == engine.engine.name; });
      if (is_known) problems.error(table->place, fmt::format("two engines are named \"{}\"", engine.engine.name));
      engines.push_back(std::move(engine));
    }
    reader.finish();
  }
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return engines;
}

}  // namespace rtpe::mock
