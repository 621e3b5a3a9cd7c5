#include "scenarios/proxy/own_configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "client/route/lexer.hpp"
#include "client/route/quoted.hpp"
#include "scenarios/proxy/kamailio_routes.hpp"

namespace rtpe::scenario {
namespace {

/// Settings of the core that the run makes itself, or that speak of a machine that this is not.
constexpr std::array replaced_settings{"listen",
                                       "children",
                                       "socket_workers",
                                       "tcp_children",
                                       "fork",
                                       "log_stderror",
                                       "log_facility",
                                       "log_name",
                                       "log_prefix",
                                       "debug",
                                       "mpath",
                                       "loadpath",
                                       "port",
                                       "auto_aliases",
                                       "alias",
                                       "user",
                                       "uid",
                                       "group",
                                       "gid",
                                       "chroot",
                                       "workdir",
                                       "wdir",
                                       "run_dir",
                                       "server_id",
                                       "enable_tls",
                                       "tls",
                                       "disable_tcp",
                                       "mhomed",
                                       "dns",
                                       "rev_dns",
                                       "bind_ipv6_link_local"};
/// They are loaded for the lab's own lines.
constexpr std::array needed_modules{"jsonrpcs", "kex", "tm", "pv", "sl", "textops", "xlog"};

class Adapter {
 public:
  Adapter(const route::Configuration& own, const Client& client, const Proxy& proxy, const KamailioAddresses& addresses,
          const std::string& folder)
      : own_(own), client_(client), proxy_(proxy), addresses_(addresses), folder_(folder) {}

  Expected<std::string> settings() {
    for (const auto& done : {check_script(), check_modules(), check_nodes()})
      if (!done) return std::unexpected(done.error());
    std::string out = fmt::format("{}mpath=\"{}\"\n", kamailio::core_settings, folder_);
    out += kamailio::own_address(client_, addresses_);
    for (const route::Setting& setting : own_.core)
      if (std::ranges::find(replaced_settings, setting.name) == replaced_settings.end())
        out += fmt::format("{}={}\n", setting.name, setting.value);
    add_modules(out);
    for (const route::ModuleParameter& parameter : own_.parameters)
      if (!is_replaced(parameter))
        out += fmt::format("modparam(\"{}\", \"{}\", {})\n", parameter.modules, parameter.name,
                           parameter.is_integer ? parameter.value : route::quoted(parameter.value));
    return out + kamailio::rpc_settings(addresses_) + kamailio::node_settings(proxy_, addresses_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> refused(const route::Position& position, std::string message,
                                               std::string remedy = {}) const {
    return std::unexpected(Error{
        .message = std::move(message), .place = route::place_text(position, own_.files), .remedy = std::move(remedy)});
  }
  [[nodiscard]] static bool is_of_module(const route::ModuleParameter& parameter, std::string_view module) {
    std::string_view modules = parameter.modules;
    while (!modules.empty()) {
      const auto end = std::min(modules.find('|'), modules.size());
      if (modules.substr(0, end) == module) return true;
      modules.remove_prefix(std::min(end + 1, modules.size()));
    }
    return false;
  }
  [[nodiscard]] static bool is_replaced(const route::ModuleParameter& parameter) {
    return is_of_module(parameter, "jsonrpcs") ||
           (is_of_module(parameter, "rtpengine") && parameter.name == "rtpengine_sock");
  }
  [[nodiscard]] bool has_module(std::string_view name) const {
    return std::ranges::find(own_.modules, name, &route::Setting::name) != own_.modules.end();
  }

  [[nodiscard]] Expected<void> check_script() const {
    for (const route::Setting& setting : own_.core)
      if (setting.name == "cfgengine" && setting.value.find("native") == std::string::npos &&
          setting.value.find("default") == std::string::npos)
        return refused(setting.position, fmt::format("its routes are a KEMI script (cfgengine {})", setting.value),
                       "route blocks can be played");
    const bool has_request = std::ranges::any_of(
        own_.blocks, [](const route::Block& block) { return block.kind == route::BlockKind::request; });
    if (!has_request)
      return std::unexpected(Error{.message = "there is no request_route in it",
                                   .place = own_.files.empty() ? "--kamailio-cfg" : own_.files.front(),
                                   .remedy = "give the main file, which includes the others"});
    return {};
  }
  [[nodiscard]] Expected<void> check_modules() const {
    for (const route::Setting& module : own_.modules)
      if (access(fmt::format("{}{}.so", folder_, module.name).c_str(), R_OK) != 0)
        return refused(module.position, fmt::format("the module {} is not installed", module.name),
                       "apt-cache search kamailio- shows the packages that have modules; scripts/install-deps --lanes "
                       "installs the common ones");
    if (!has_module("rtpengine"))
      return std::unexpected(Error{.message = "it does not load the module rtpengine",
                                   .place = own_.files.empty() ? "--kamailio-cfg" : own_.files.front(),
                                   .remedy = "perhaps a --define is missing: WITH_RTPENGINE, WITH_NAT"});
    return {};
  }
  [[nodiscard]] Expected<void> check_nodes() const;

  void add_modules(std::string& out) const {
    for (const char* const needed : needed_modules)
      if (!has_module(needed)) out += fmt::format("loadmodule \"{}.so\"\n", needed);
    for (const route::Setting& module : own_.modules) out += fmt::format("loadmodule \"{}.so\"\n", module.name);
  }

  const route::Configuration& own_;
  const Client& client_;
  const Proxy& proxy_;
  const KamailioAddresses& addresses_;
  const std::string& folder_;  ///< of modules
};

std::string nodes_text(const Registry& registry) {
  std::string out;
  for (const NodeSet& set : registry.sets()) {
    std::string nodes;
    for (const auto& node : set.nodes) nodes += fmt::format(" {}={}", node->url, node->weight);
    out += fmt::format("{}{} =={}", out.empty() ? "" : "; ", set.id, nodes);
  }
  return out;
}

Expected<void> Adapter::check_nodes() const {
  Parameters parameters = Parameters::defaults_of(client_.release());
  route::Position last{};
  for (const route::ModuleParameter& parameter : own_.parameters) {
    if (!is_of_module(parameter, "rtpengine")) continue;
    last = parameter.position;
    if (parameter.name == "db_url")
      return refused(last, "its nodes come from a database", "write them as rtpengine_sock");
    if (parameter.name != "rtpengine_sock" && parameter.name != "setid_default") continue;
    const auto set = parameter.is_integer ? parameters.set(parameter.name, std::stoll(parameter.value))
                                          : parameters.set(parameter.name, parameter.value);
    if (!set) return refused(last, set.error().message);
  }
  const auto configured = Proxy::configure(parameters, client_.release(), TcpNodes::refused);
  if (!configured) return refused(last, configured.error().message);
  const std::string own = nodes_text(configured->registry), of_scenario = nodes_text(proxy_.registry);
  if (own == of_scenario) return {};
  return refused(last, fmt::format("its nodes are not the scenario's: \"{}\" there, \"{}\" here", own, of_scenario),
                 "write the same rtpengine_sock into [client]");
}

}  // namespace

Expected<KamailioConfig> adapted_configuration(const route::Configuration& own, const Scenario& scenario,
                                               const Client& client, const Proxy& proxy,
                                               const KamailioAddresses& addresses, const std::string& modules) {
  auto settings = Adapter(own, client, proxy, addresses, modules).settings();
  if (!settings) return std::unexpected(settings.error());
  auto routes = kamailio::watched_blocks(own.blocks, scenario.routes.assumed, client.release(), addresses);
  if (!routes) return std::unexpected(routes.error());
  return KamailioConfig{.text = *settings + routes->text, .statements = std::move(routes->statements)};
}

}  // namespace rtpe::scenario
