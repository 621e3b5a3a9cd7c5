#include "scenarios/import/import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "client/route/parser.hpp"
#include "client/route/walk.hpp"
#include "client/route/write_blocks.hpp"
#include "client/script/function.hpp"
#include "scenarios/import/parts.hpp"

namespace rtpe::scenario {
namespace import_cfg {

bool is_module_call(const route::Expression& expression, const Personality& release) {
  if (expression.kind == route::ExpressionKind::variable) return expression.text == "$rtpstat";
  return expression.kind == route::ExpressionKind::call && script::find_function(expression.text, release) != nullptr;
}

std::string block_name(const route::Block& block) {
  constexpr std::array words{"request_route", "route",        "reply_route", "onreply_route",
                             "failure_route", "branch_route", "event_route", "onsend_route"};
  const std::string_view word = words.at(static_cast<std::size_t>(block.kind));
  return block.name.empty() ? std::string(word) : fmt::format("{}[{}]", word, block.name);
}

namespace {

std::unexpected<Error> refused(std::string place, std::string message, std::string remedy) {
  return std::unexpected(Error{.message = std::move(message), .place = std::move(place), .remedy = std::move(remedy)});
}

}  // namespace

Expected<void> check_importable(const Work& work) {
  const route::Configuration& read = work.configuration;
  for (const route::Setting& setting : read.core)
    if (setting.name == "cfgengine" && setting.value != "native" && setting.value != "default")
      return refused(work.place(setting.position),
                     fmt::format("the routes are a KEMI script (cfgengine {}), which is not read", setting.value),
                     "write what it does as route blocks, or as entries of [routing]");
  for (const route::Setting& module : read.modules)
    if (module.name == "seas")
      return refused(work.place(module.position), "calls are routed by an application server (module seas)",
                     "write what it does as route blocks, or as entries of [routing]");
  const bool has_routes = std::ranges::any_of(
      read.blocks, [](const route::Block& block) { return block.kind == route::BlockKind::request; });
  std::size_t calls = 0, others = 0;
  for (const route::Block& block : read.blocks)
    each_expression_of(block, [&](const route::Expression& expression) {
      if (is_module_call(expression, work.release())) ++calls;
      if (expression.text.starts_with("rtpproxy_") || expression.text.starts_with("unforce_rtp_proxy")) ++others;
    });
  if (!has_routes && calls == 0)
    return refused(work.file_name, "there is no request_route in this file",
                   "give the main file, which includes the others");
  if (!has_routes)
    return refused(work.file_name, "there are routes but no request_route in this file",
                   "give the main file, which includes this one");
  if (calls == 0 && others > 0)
    return refused(work.file_name, "its media is relayed by rtpproxy, not by rtpengine", {});
  if (calls == 0)
    return refused(work.file_name, "nothing in this file calls rtpengine (rtpengine_manage, rtpengine_offer, ...)",
                   "perhaps a --define is missing: WITH_RTPENGINE, WITH_NAT");
  return {};
}

}  // namespace import_cfg

std::string note_text(const ImportNote& note) {
  constexpr std::array words{"left out", "assumed", "not needed"};
  const std::string_view word = words.at(static_cast<std::size_t>(note.kind));
  return note.place.empty() ? fmt::format("{}: {}", word, note.text)
                            : fmt::format("{}: {}: {}", word, note.place, note.text);
}

Expected<Imported> import_kamailio_cfg(std::string_view text, std::string_view file_name,
                                       const ImportOptions& options) {
  auto read = route::parse_configuration(
      text, file_name,
      {.files = options.files, .defines = options.defines, .undefined = route::LexerOptions::Undefined::text});
  if (!read) return std::unexpected(read.error());
  import_cfg::Work work{.configuration = std::move(*read), .file_name = std::string(file_name)};
  work.scenario.title = fmt::format("{}, as it stands", file_name.substr(file_name.rfind('/') + 1));
  work.scenario.proxies.emplace_back().personality = options.personality;
  work.scenario.proxies.front().parameters = Parameters::defaults_of(work.release());
  for (const std::string& file : work.configuration.not_found)
    work.note(ImportNote::Kind::unused, {}, fmt::format("import_file \"{}\" is not there", file));
  for (const route::Setting& name : work.configuration.undefined)
    work.note(ImportNote::Kind::assumed, work.place(name.position),
              fmt::format("{} is text: nothing defines it (--define {}=...)", name.name, name.name));
  if (auto done = import_cfg::check_importable(work); !done) return std::unexpected(done.error());
  if (auto done = import_cfg::keep_reachable_blocks(work); !done) return std::unexpected(done.error());
  import_cfg::import_parameters(work);
  if (auto done = import_cfg::mend_blocks(work); !done) return std::unexpected(done.error());
  import_cfg::import_traffic(work);
  work.scenario.routes.script = route::write_blocks(work.configuration.blocks);
  return Imported{.scenario = std::move(work.scenario), .notes = std::move(work.notes)};
}

std::string imported_file(const Imported& imported, std::string_view file_name) {
  std::string out = fmt::format("# From {}.\n", file_name.substr(file_name.rfind('/') + 1));
  for (const ImportNote& note : imported.notes) {
    std::string line = note_text(note);
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    out += "# " + line + "\n";
  }
  return out + "\n" + write_scenario(imported.scenario);
}

}  // namespace rtpe::scenario
