// The options of `rtpe-lab run` and the runs they ask for.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/machine_reports.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::cli {

struct RunVerbOptions {
  std::vector<std::string> paths;
  std::string seed;   ///< "7" or "1..20"; empty: each scenario's own
  std::string clock;  ///< empty: virtual, or real where a program is started
  std::string client = "builtin", engines = "mock";
  std::string compare;                            ///< "builtin,kamailio"; empty: nothing is compared
  std::string loopback;                           ///< "127.50.7"; empty: free addresses are looked for
  std::string out, events, pcap, html, perfetto;  ///< empty: not wanted
  std::string hep;                                ///< "HOST:PORT"; empty: nothing is sent there
  MachineReports reports;
  std::string control;                 ///< "unix:PATH"; empty: nobody can send RPC commands
  std::string filter;                  ///< shell pattern; empty: all
  std::vector<std::string> settings;   ///< NAME=VALUE of --set
  scenario::GivenVariables variables;  ///< the same, worked out
  std::vector<std::string> tags;       ///< scenarios with one of these; empty: all
  std::string until, timeout;          ///< durations; empty: as the scenario says, none
  std::uint32_t repeat = 1;            ///< each run so often
  std::uint32_t jobs = 0;              ///< 0: one per processor
  bool list = false, json = false, quiet = false, verdicts = false, fail_fast = false, datagrams = false;
  bool situations = false;
  std::string external_client, phones;        ///< addresses of somebody else's proxy, and of the phones: CALLER,CALLEE
  std::vector<std::string> external_engines;  ///< NAME=ADDRESS
  std::string kamailio_cfg;                   ///< that the started Kamailio runs; empty: the scenario's routes
  std::uint32_t time_scale = 1;               ///< of the started Kamailio
  std::vector<std::string> defines;           ///< for it
  std::shared_ptr<const route::Configuration> configuration;  ///< what is in it
  [[nodiscard]] bool has_programs() const { return hosts().has_programs(); }
  [[nodiscard]] scenario::Hosts hosts() const {
    return {.proxy = client == "kamailio"   ? scenario::ProxyKind::kamailio
                     : client == "external" ? scenario::ProxyKind::external
                                            : scenario::ProxyKind::builtin,
            .engines = engines == "rtpengine"  ? scenario::EngineKind::rtpengine
                       : engines == "external" ? scenario::EngineKind::external
                                               : scenario::EngineKind::mock,
            .loopback = loopback.empty() ? "" : loopback + ".",
            .configuration = configuration,
            .time_scale = client == "kamailio" ? time_scale : 1};
  }
  [[nodiscard]] scenario::EngineDetail engine_detail() const {
    return engines == "mock-full" ? scenario::EngineDetail::full : scenario::EngineDetail::as_needed;
  }
  [[nodiscard]] scenario::ClockKind clock_kind() const {
    return clock == "real" || has_programs() ? scenario::ClockKind::real_time : scenario::ClockKind::virtual_time;
  }
};

/// One run to play.
struct PlannedRun {
  const scenario::ScenarioFile* scenario = nullptr;
  std::uint64_t seed = 0;
  std::string name;  ///< unique among the runs; the folder below --out when there are several
  std::string replay_command;
};

/// All problems of one kind with the same exit code.
struct Trouble {
  std::vector<Error> errors;
};

/// NAME=VALUE, each. Error: one is no such thing.
[[nodiscard]] Expected<scenario::GivenVariables> given_variables(const std::vector<std::string>& settings);
/// Options that this version cannot honour, or that contradict each other.
[[nodiscard]] Expected<void> check_options(const RunVerbOptions& options);
/// Reads every scenario that is named and passes the filter. All files are read before anything is played.
[[nodiscard]] std::expected<std::vector<scenario::ScenarioFile>, Trouble> read_scenarios(const RunVerbOptions& options);
/// One run per scenario and seed, in the order of the scenarios, which must outlive the plan.
[[nodiscard]] Expected<std::vector<PlannedRun>> plan_runs(const RunVerbOptions& options,
                                                          const std::vector<scenario::ScenarioFile>& scenarios);

}  // namespace rtpe::cli
