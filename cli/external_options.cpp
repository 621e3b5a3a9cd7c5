#include "cli/external_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/model/control_address.hpp"

namespace rtpe::cli {
namespace {

std::unexpected<Error> wrong_option(std::string_view option, std::string message, std::string remedy = {}) {
  return std::unexpected(
      Error{.message = std::move(message), .place = std::string(option), .remedy = std::move(remedy)});
}

Expected<void> check_address(std::string_view option, const std::string& text) {
  auto address = scenario::external_address(text);
  if (address) return {};
  address.error().place = option;
  return std::unexpected(address.error());
}

}  // namespace

void add_external_options(CLI::App& verb, RunVerbOptions& options) {
  verb.add_option(
      "--kamailio-cfg", options.kamailio_cfg,
      "With --client kamailio: this kamailio.cfg, at addresses of the run, instead of the scenario's routes");
  verb.add_option("--define", options.defines, "NAME or NAME=value for it, as kamailio's -A; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--time-scale", options.time_scale,
                  "With --client kamailio: so many of its seconds pass in one of yours, 2 to 10 (Debian's faketime)")
      ->check(CLI::Range(1U, 10U));
  verb.add_option("--external-client", options.external_client,
                  "With --client external: where the proxy takes SIP, as udp:192.0.2.1:5060");
  verb.add_option("--phones", options.phones,
                  "With --client external: CALLER,CALLEE: where the lab's phones are on this machine");
  verb.add_option("--external-engine", options.external_engines,
                  "With --engines external: NAME=ADDRESS of an engine, as a=udp:192.0.2.1:2223; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Expected<void> check_external_options(const RunVerbOptions& options) {
  const bool has_kamailio = options.client == "kamailio" || options.compare.ends_with("kamailio");
  if (!has_kamailio && !options.kamailio_cfg.empty())
    return wrong_option("--kamailio-cfg", "the proxy of this run is no started Kamailio", "add --client kamailio");
  if (!has_kamailio && options.time_scale > 1)
    return wrong_option("--time-scale", "the proxy of this run is no started Kamailio",
                        "add --client kamailio; virtual runs are as fast as they can be");
  if (options.time_scale > 1 && options.engines != "mock" && options.engines != "mock-full")
    return wrong_option("--time-scale", "only Kamailio's clock can go faster, not that of other engines",
                        "leave --engines out");
  if (options.kamailio_cfg.empty() && !options.defines.empty())
    return wrong_option("--define", "it is for a kamailio.cfg, and none is given", "add --kamailio-cfg FILE");
  if (options.client != "external" && !options.external_client.empty())
    return wrong_option("--external-client", "the proxy of this run is not external", "add --client external");
  if (options.client != "external" && !options.phones.empty())
    return wrong_option("--phones", "the proxy of this run is not external", "add --client external");
  if (options.engines != "external" && !options.external_engines.empty())
    return wrong_option("--external-engine", "the engines of this run are not external", "add --engines external");
  return {};
}

Expected<void> set_external_addresses(const RunVerbOptions& options, scenario::Scenario& scenario) {
  for (const std::string& text : options.external_engines) {
    const auto equal = text.find('=');
    if (equal == std::string::npos)
      return wrong_option("--external-engine", fmt::format("\"{}\" names no engine and its address", text),
                          "NAME=ADDRESS, as a=udp:192.0.2.1:2223");
    const std::string name = text.substr(0, equal), address = text.substr(equal + 1);
    const auto engine =
        std::ranges::find_if(scenario.engines, [&](const auto& one) { return one.config.name == name; });
    if (engine == scenario.engines.end())
      return wrong_option("--external-engine", fmt::format("{} has no engine \"{}\"", scenario.file, name));
    if (auto checked = check_address("--external-engine", address); !checked) return checked;
    engine->address = address;
  }
  if (!options.external_client.empty()) {
    if (auto checked = check_address("--external-client", options.external_client); !checked) return checked;
    scenario.proxies.front().address = options.external_client;
  }
  if (options.phones.empty()) return {};
  const auto comma = options.phones.find(',');
  if (comma == std::string::npos)
    return wrong_option("--phones", "one address is given, and there are two phones",
                        "udp:192.0.2.9:5070,udp:192.0.2.9:5080");
  scenario.proxies.front().phones = {options.phones.substr(0, comma), options.phones.substr(comma + 1)};
  for (const std::string& phone : scenario.proxies.front().phones)
    if (auto checked = check_address("--phones", phone); !checked) return checked;
  return {};
}

}  // namespace rtpe::cli
