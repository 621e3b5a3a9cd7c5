// [routing] script = '''...''' or file = "routes.cfg": Kamailio's own route blocks.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/whole_file.hpp"
#include "client/route/parser.hpp"
#include "client/sets/registry.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::string_view script_name = "script";
constexpr std::int64_t most_code = 1000;
constexpr std::uintmax_t most_megabytes = 1;  ///< of a file of routes

/// "script:3:5" -> line and column; nullopt: it is about another file.
std::optional<Place> place_in_script(std::string_view place) {
  if (!place.starts_with(script_name) || place.size() <= script_name.size()) return std::nullopt;
  place.remove_prefix(script_name.size() + 1);
  const auto colon = place.find(':');
  Place out;
  std::from_chars(place.data(), place.data() + place.size(), out.line);
  if (colon != std::string_view::npos)
    std::from_chars(place.data() + colon + 1, place.data() + place.size(), out.column);
  return out;
}

std::string whole(const Error& error) {
  return error.remedy.empty() ? error.message : fmt::format("{}; {}", error.message, error.remedy);
}

/// What Kamailio checks at its start: the sets that statements choose are there.
void check_sets(const route::Program& program, const Client& proxy, std::vector<Error>& errors) {
  if (!proxy.parameters.db_url.empty()) return;  // judged when the database has been read
  Registry nodes;
  std::vector<SockWarning> warnings;
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(proxy.parameters.setid_default),
                            .websocket_api = proxy.parameters.wsapi == "lwsc"};
  for (const std::string& sock : proxy.parameters.rtpengine_sock)
    if (!nodes.add_sock(sock, options, warnings)) return;
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    auto fits = script::check_statement(program.statements[i], nodes);
    if (fits) continue;
    Error error = std::move(fits.error());
    error.place = route::place_text(program.statement_positions[i], program.files);
    errors.push_back(std::move(error));
  }
}

/// "$avp(mos) is read and never set", where a parameter names it: the module sets it.
bool is_set_by_module(const Error& warning, const Parameters& parameters) {
  const std::string_view variable = std::string_view(warning.message).substr(0, warning.message.find(' '));
  if (!variable.starts_with('$')) return false;
  return std::ranges::any_of(Parameters::names(), [&](std::string_view name) {
    if (name == "rtpengine_sock") return false;
    const auto value = parameters.value(name);
    const auto* const text = std::get_if<std::string>(&value);
    return text != nullptr && *text == variable;
  });
}

Expected<std::string> routes_of(const std::filesystem::path& path) {
  return read_whole_file(path, most_megabytes, shown(path.string()));
}

/// All errors and warnings, for each proxy; the same one of two proxies counts once.
route::Compiled judged(const ScenarioFile& scenario) {
  route::Compiled all;
  const auto add = [](std::vector<Error>& to, std::vector<Error> from) {
    for (Error& error : from)
      if (std::ranges::none_of(to, [&](const Error& known) { return known.text() == error.text(); }))
        to.push_back(std::move(error));
  };
  for (const Client& proxy : scenario.proxies) {
    route::Compiled one = route_program(scenario.routes, proxy.release());
    if (one.program) check_sets(*one.program, proxy, one.errors);
    std::erase_if(one.warnings, [&](const Error& warning) { return is_set_by_module(warning, proxy.parameters); });
    if (one.program && !one.program->find(route::BlockKind::request, ""))
      one.errors.push_back({.message = "there is no request_route, so no request would be relayed",
                            .place = fmt::format("{}:1:1", one.program->files.front())});
    add(all.errors, std::move(one.errors));
    add(all.warnings, std::move(one.warnings));
  }
  return all;
}

}  // namespace

Expected<route::Configuration> parsed_routes(const RouteBlocks& routes) {
  const route::LexerOptions options{
      .files = [&](std::string_view name) -> Expected<std::string> {
        const auto known = routes.included.find(std::string(name));
        if (known != routes.included.end()) return known->second;
        return std::unexpected(
            Error{.kind = ErrorKind::missing, .message = fmt::format("there is no file {}", shown(name))});
      },
      .defines = routes.defines};
  return route::parse_configuration(routes.script, routes.file.empty() ? std::string(script_name) : routes.file,
                                    options);
}

route::Compiled route_program(const RouteBlocks& routes, const Personality& release) {
  const auto configuration = parsed_routes(routes);
  if (!configuration) return {.program = nullptr, .errors = {configuration.error()}};
  route::CompileOptions how{.personality = &release};
  for (const auto& [function, code] : routes.assumed) how.assumed.emplace(function, code);
  return route::compile(*configuration, how);
}

bool read_route_blocks(TableReader& table, ScenarioFile& scenario) {
  if (!table.has("script") && !table.has("file")) return false;
  RouteBlocks& routes = scenario.routes;
  if (table.has("script") && table.has("file")) table.refuse("file", "there is a script already");
  if (auto script = table.text("script")) routes.script = std::move(*script);
  if (auto file = table.has("script") ? std::nullopt : table.text("file")) routes.file = std::move(*file);
  for (PlacedText& define : table.texts("define")) routes.defines.push_back(std::move(define.text));
  for (const Member& member : table.table().members)
    if (member.key != "script" && member.key != "file" && member.key != "define")
      table.problems().error(member.place,
                             fmt::format("\"{}\" cannot stand beside route blocks of Kamailio", shown(member.key)));
  scenario.places.routing.push_back(table.place_of_value(routes.file.empty() ? "script" : "file"));
  if (routes.empty()) table.error_at_value(table.has("script") ? "script" : "file", "this is empty");
  return true;
}

void read_assumptions(TableReader& table, RouteBlocks& routes) {
  for (const Member& member : table.table().members)
    if (const auto code = table.integer(member.key, -most_code, most_code))
      routes.assumed.emplace(member.key, static_cast<std::int32_t>(*code));
}

void judge_route_blocks(const TableReader& /*root*/, ScenarioFile& scenario, Problems& problems) {
  if (scenario.routes.script.empty()) {
    if (scenario.routes.file.empty() && !scenario.routes.assumed.empty())
      problems.warn({1, 1}, "[assume] is about functions in route blocks, and [routing] has none");
    return;
  }
  const Place value = scenario.places.routing.empty() ? Place{1, 1} : scenario.places.routing.front();
  const route::Compiled found = judged(scenario);
  const auto place_of = [&](const Error& error) {
    const auto inside = place_in_script(error.place);
    return inside ? problems.inside_lines(value, inside->line, inside->column) : value;
  };
  for (const Error& error : found.errors) problems.error(place_of(error), whole(error), error.kind);
  for (const Error& warning : found.warnings) problems.warn(place_of(warning), whole(warning));
}

void read_route_file(ScenarioFile& scenario, const std::string& directory, Problems& problems) {
  RouteBlocks& routes = scenario.routes;
  const std::filesystem::path base(directory);
  const Place place = scenario.places.routing.empty() ? Place{1, 1} : scenario.places.routing.front();
  auto text = routes_of(base / routes.file);
  if (!text) return problems.error(place, fmt::format("file: {}", text.error().message), text.error().kind);
  routes.script = std::move(*text);
  const route::LexerOptions collect{
      .files = [&](std::string_view name) -> Expected<std::string> {
        auto content = routes_of(base / std::filesystem::path(routes.file).parent_path() / std::filesystem::path(name));
        if (content) routes.included.insert_or_assign(std::string(name), *content);
        return content;
      },
      .defines = routes.defines};
  (void)route::words_of(routes.script, routes.file, collect);
  route::Compiled found = judged(scenario);
  problems.add(std::move(found.errors));
  for (Error& warning : found.warnings) scenario.warnings.push_back(std::move(warning));
}

}  // namespace rtpe::scenario
