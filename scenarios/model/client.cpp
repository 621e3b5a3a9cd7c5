// [client]: Kamailio's modparams by their own names, and the proxy's workers.
#include <fmt/format.h>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::int64_t most_workers = 1024;

const Personality* read_personality(TableReader& table) {
  std::vector<std::string_view> names;
  for (const Personality& known : personalities()) names.push_back(known.name);
  const auto index = table.word("personality", names);
  return index ? &personalities()[*index] : find_personality("kamailio-5.6");
}

void read_nodes(TableReader& table, Parameters& parameters, Reading& reading) {
  table.require("rtpengine_sock", "the nodes, as in a kamailio.cfg");
  reading.socks = table.texts("rtpengine_sock");
  for (const PlacedText& sock : reading.socks)
    if (auto done = parameters.set("rtpengine_sock", sock.text); !done)
      table.problems().error(sock.place, fmt::format("rtpengine_sock: {}", done.error().message));
}

void set_parameter(TableReader& table, Parameters& parameters, std::string_view name, const Value& value) {
  Expected<void> done;
  if (const auto* number = value.integer())
    done = parameters.set(name, *number);
  else if (const auto* text = value.text())
    done = parameters.set(name, *text);
  else
    done = std::unexpected(
        Error{.message = fmt::format("a modparam is a string or a whole number, not {}", type_name(value))});
  if (!done) table.error_at_value(name, fmt::format("{}: {}", name, shown(done.error().message)));
}

}  // namespace

void read_client(TableReader& table, Client& client, Reading& reading) {
  client.place = table.place();
  client.personality = read_personality(table);
  client.parameters = Parameters::defaults_of(*client.personality);
  if (const auto workers = table.integer("workers", 1, most_workers))
    client.workers = static_cast<std::uint32_t>(*workers);
  read_nodes(table, client.parameters, reading);
  table.refuse("db_url", "the nodes of a scenario stand in rtpengine_sock");
  for (const std::string_view name : Parameters::names()) {
    if (name == "rtpengine_sock" || name == "db_url") continue;
    if (const Value* value = table.find(name)) set_parameter(table, client.parameters, name, *value);
  }
  table.finish();
}

}  // namespace rtpe::scenario
