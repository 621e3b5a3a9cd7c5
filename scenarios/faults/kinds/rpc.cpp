// rpc: an RPC command of Kamailio's module.
#include <array>

#include "client/control/control_call.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::rpc {
namespace {

struct Options {
  std::string command;
  std::string node = "all";
  std::int64_t flag = 1;
  bool operator==(const Options&) const = default;
};

constexpr std::array<std::string_view, 5> commands = {"rtpengine.show", "rtpengine.enable", "rtpengine.ping",
                                                      "rtpengine.reload", "rtpengine.get_hash_total"};

KindOptions read(TableReader& table) {
  Options options;
  table.require("command", "as \"rtpengine.enable\"");
  if (const auto command = table.word("command", commands)) options.command = commands.at(*command);
  options.node = table.text("node").value_or(options.node);
  if (options.command == "rtpengine.enable") {
    table.require("flag", "0 disables the node for good, 1 enables it");
    options.flag = table.integer("flag", 0, 1).value_or(options.flag);
  } else {
    table.refuse("flag", "only rtpengine.enable has one");
  }
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  section.text("command", options.command);
  if (options.node != Options{}.node) section.text("node", options.node);
  if (options.command == "rtpengine.enable") section.whole("flag", static_cast<std::uint64_t>(options.flag));
}

ProxyAction on_proxy(const Fault& fault) {
  const auto& options = fault.options.as<Options>();
  return {.what = ProxyAction::What::rpc, .command = options.command, .target = options.node, .flag = options.flag};
}

constexpr KeyRow keys[] = {
    {"command", "required",
     "`\"rtpengine.show\"`, `\"rtpengine.enable\"`, `\"rtpengine.ping\"`, `\"rtpengine.reload\"` (reads the table of "
     "`db_url` again), `\"rtpengine.get_hash_total\"`"},
    {"node", "`\"all\"`", "the node's URL"},
    {"flag", "required by `rtpengine.enable`", "0 disables the node for good, 1 enables it", KeyType::whole}};

}  // namespace

extern const FaultKind kind{
    .name = "rpc",
    .keys = keys,
    .happens = "the proxy carries out this RPC command of the module; what it answers is an event, `rpc_ended`",
    .example = "command = \"rtpengine.ping\"",
    .befalls = FaultKind::Befalls::proxies,
    .over_at_once = "an RPC command is over at once",
    .read = read,
    .write = write,
    .on_proxy = on_proxy,
};

}  // namespace rtpe::scenario::faults::rpc
