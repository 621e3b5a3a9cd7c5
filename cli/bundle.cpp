#include "cli/bundle.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "cli/bundle_names.hpp"
#include "cli/bundle_script.hpp"
#include "cli/bundle_sipp.hpp"
#include "cli/bundle_story.hpp"
#include "cli/datagram_events.hpp"
#include "cli/event_log_input.hpp"
#include "cli/replaced_file.hpp"
#include "client/database/node_rows.hpp"
#include "client/operation/proxy.hpp"
#include "reports/call_list.hpp"
#include "reports/ladder.hpp"
#include "reports/played_run.hpp"
#include "reports/text.hpp"
#include "scenarios/engines/daemon_command.hpp"
#include "scenarios/flow/bodies.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/proxy/kamailio_config.hpp"

namespace rtpe::cli {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_bundle(std::string message, std::string remedy = {}) {
  return std::unexpected(Error{.message = std::move(message), .place = "--bundle", .remedy = std::move(remedy)});
}

/// The first call that failed, else the first with trouble, else the first.
Expected<scenario::CallKey> choose_call(const std::string& log, const std::string& wish) {
  report::CallList calls;
  if (auto read = read_event_log(log, calls); !read) return std::unexpected(read.error());
  const auto& rows = calls.rows();
  if (rows.empty()) return cannot_bundle("the log has no calls");
  auto row = rows.end();
  if (!wish.empty()) {
    std::uint64_t number = 0;
    const char* const end = wish.data() + wish.size();
    const auto [at, error] = std::from_chars(wish.data(), end, number);
    const bool is_number = error == std::errc{} && at == end;
    row = std::ranges::find_if(
        rows, [&](const report::CallRow& one) { return is_number ? one.key.call == number : one.call_id == wish; });
    if (row == rows.end()) return cannot_bundle(fmt::format("the log has no call \"{}\"", report::printable(wish)));
    return row->key;
  }
  row = std::ranges::find(rows, scenario::CallEnd::failed, &report::CallRow::end);
  if (row == rows.end())
    row = std::ranges::find_if(rows, [](const report::CallRow& one) { return one.unanswered + one.refused > 0; });
  return row == rows.end() ? rows.front().key : row->key;
}

Expected<scenario::ScenarioFile> read_scenario_of(const std::string& file) {
  auto scenario = scenario::read_scenario(file, &database::read_node_rows);
  if (scenario) return std::move(*scenario);
  Error error = scenario.error().front();
  error.remedy = "the log names this file; run it where the scenario is";
  return std::unexpected(error);
}

/// What a daemon cannot do that the run's mock did.
std::vector<std::string> differences(const scenario::Scenario& scenario, const BundleStory& story,
                                     const std::vector<std::string>& left_out) {
  std::vector<std::string> out;
  for (const scenario::Engine& engine : scenario.engines) {
    const std::string& name = engine.config.name;
    if (!engine.rules.empty())
      out.push_back(fmt::format("engine {} had rules of the mock, which a daemon has not", name));
    if (engine.service_time.high > Duration{})
      out.push_back(fmt::format("engine {} had a service_time, a daemon has its own", name));
  }
  if (!scenario.links.empty()) out.emplace_back("the links of the scenario (latency, loss) are not there");
  for (const std::string& step : left_out) out.push_back(fmt::format("{}: not in the SIPp files", step));
  if (story.was_full) out.emplace_back("the engine was full with other calls, which are not there: it does not refuse");
  if (!story.has_datagrams)
    out.emplace_back("the log has no datagrams, so the SDP is the lab's own (run --datagrams has that of the call)");
  return out;
}

struct BundledRun {
  std::string config;
  std::vector<BundleEngine> engines;
};

/// The engine's own address is that of its node.
std::vector<std::string> daemon_at(const scenario::Engine& engine, const std::string& prefix, std::uint32_t number,
                                   const std::string& control) {
  auto command = scenario::daemon_command(engine, {.prefix = prefix, .number = number});
  for (std::string& word : command) {
    if (word.starts_with("--listen-ng=")) word = "--listen-ng=" + control;
    if (word.starts_with("--log-level=")) word = "--log-level=6";
  }
  return command;
}

/// kamailio.cfg and the daemons' commands. Two nodes of one engine are one address.
Expected<BundledRun> plan(const scenario::Scenario& scenario, const BundleStory& story,
                          const scenario::KamailioAddresses& addresses) {
  if (story.key.proxy >= scenario.proxies.size())
    return cannot_bundle("the scenario is not the log's: another number of proxies");
  const scenario::Client& client = scenario.proxies[story.key.proxy];
  auto proxy = Proxy::configure(client.parameters, client.release());
  if (!proxy) return std::unexpected(proxy.error());
  auto config = scenario::kamailio_config(scenario, client, *proxy, addresses);
  if (!config) return cannot_bundle(config.error().message);
  BundledRun out{.config = std::move(config->text), .engines = {}};
  for (std::uint32_t number = 0; number < scenario.engines.size(); ++number) {
    const scenario::Engine& engine = scenario.engines[number];
    std::string control;
    BundleEngine planned{.name = engine.config.name, .command = {}};
    for (const NodeSet& set : proxy->registry.sets())
      for (const auto& node : set.nodes) {
        if (node->url != engine.listen) continue;
        const std::string own =
            fmt::format("{}:{}", addresses.node(node->index), scenario::KamailioAddresses::node_port);
        if (control.empty()) {
          control = own;
        } else {
          for (auto at = out.config.find("udp:" + own); at != std::string::npos; at = out.config.find("udp:" + own))
            out.config.replace(at, own.size() + 4, "udp:" + control);
        }
        if (node->index < story.is_disabled.size() && story.is_disabled[node->index]) planned.was_disabled = true;
      }
    if (control.empty()) continue;
    planned.command = daemon_at(engine, addresses.prefix, number, control);
    out.engines.push_back(std::move(planned));
  }
  return out;
}

/// The datagrams of one call.
class CallCapture final : public scenario::EventSink {
 public:
  CallCapture(LoggedDatagrams& next, scenario::CallKey key) : next_(next), key_(key) {}
  void record(Duration since_start, const scenario::Event& event) override {
    const auto* sent = std::get_if<scenario::DatagramSent>(&event);
    if (sent == nullptr || scenario::call_of(*sent) == key_) next_.record(since_start, event);
  }

 private:
  LoggedDatagrams& next_;
  scenario::CallKey key_;
};

Expected<void> write_capture(const EventSource& log, const std::string& path, scenario::CallKey key) {
  auto capture = LoggedDatagrams::create(path);
  if (!capture) return std::unexpected(capture.error());
  CallCapture sink(**capture, key);
  if (auto read = log(sink); !read) return read;
  return (*capture)->close();
}

Expected<std::string> ladder_text(const EventSource& log, const BundleStory& story) {
  report::CallStories calls({.number = story.key.call, .call_id = {}, .proxy = {}});
  if (auto read = log(calls); !read) return std::unexpected(read.error());
  std::string out;
  for (const report::CallStory& one : calls.stories())
    if (one.key == story.key) out += report::ladder(one, calls);
  return out;
}

/// A folder that takes its name when all is in it.
class NewFolder {
 public:
  static Expected<NewFolder> make(const std::string& path) {
    std::error_code error;
    if (fs::exists(path, error)) return cannot_bundle(path + " is there already", "name a folder that is not");
    const std::string part = path + ".part";
    fs::remove_all(part, error);
    if (!fs::create_directories(part, error) || error)
      return std::unexpected(
          Error{.kind = ErrorKind::missing, .message = "cannot make this folder: " + error.message(), .place = path});
    return NewFolder(path, part);
  }
  NewFolder(NewFolder&& other) noexcept : path_(std::move(other.path_)), part_(std::exchange(other.part_, {})) {}
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder() {
    std::error_code ignored;
    if (!part_.empty()) fs::remove_all(part_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return part_ + "/" + name; }
  Expected<void> commit() {
    std::error_code error;
    fs::rename(part_, path_, error);
    if (error) return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = path_});
    part_.clear();
    return {};
  }

 private:
  NewFolder(std::string path, std::string part) : path_(std::move(path)), part_(std::move(part)) {}
  std::string path_, part_;
};

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// Replaces names in what is made of the scenario. The addresses of the bundle must stay.
Expected<void> replace_names(BundledRun& run, std::vector<std::string>& warnings, const BundleNames& names,
                             const std::string& prefix) {
  std::string config = names.configuration(run.config);
  if (occurrences(config, prefix) != occurrences(run.config, prefix))
    return cannot_bundle(fmt::format("the scenario has addresses {}...", prefix), "choose others with --loopback");
  run.config = std::move(config);
  for (BundleEngine& engine : run.engines) {
    engine.name = names.text(engine.name);
    for (std::string& word : engine.command)
      if (word.starts_with("--") && !word.starts_with("--listen-ng=")) word = names.text(word);
  }
  for (std::string& warning : warnings) warning = names.text(warning);
  if (!names.has_new_call_id()) warnings.emplace_back("the Call-ID is the real one: no other chooses the same nodes");
  return {};
}

Expected<std::string> text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || !in.is_open())
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot read this file", .place = path});
  return text;
}

/// The files, but for the capture, and then the folder under its name.
Expected<void> write_files(NewFolder& folder, const BundleParts& parts, const std::string& config,
                           const SippSides& sides, const std::string& ladder) {
  const std::pair<const char*, std::string> files[] = {
      {"kamailio.cfg", config},         {"caller.xml", sides.caller},        {"callee.xml", sides.callee},
      {"run.sh", bundle_script(parts)}, {"README.md", bundle_readme(parts)}, {"ladder.txt", ladder}};
  for (const auto& [name, text] : files)
    if (auto written = write_whole(folder.file(name), text); !written) return written;
  ::chmod(folder.file("run.sh").c_str(), 0755);
  return folder.commit();
}

}  // namespace

Expected<std::vector<std::string>> write_bundle(const std::string& log, const BundleWish& wish) {
  if (log == "-") return cannot_bundle("the log is read several times and cannot be stdin");
  const auto key = choose_call(log, wish.call);
  if (!key) return std::unexpected(key.error());
  EventSource source = [&log](scenario::EventSink& sink) { return read_event_log(log, sink); };
  BundleListener original(*key);
  if (auto read = source(original); !read) return std::unexpected(read.error());
  const auto scenario = read_scenario_of(original.story().file);
  if (!scenario) return std::unexpected(scenario.error());
  const scenario::KamailioAddresses addresses{.prefix = wish.loopback + "."};
  auto planned = plan(*scenario, original.story(), addresses);
  if (!planned) return std::unexpected(planned.error());

  std::optional<BundleNames> names;
  if (wish.anonymiser_seed) {
    const auto text = text_of_file(original.story().file);
    if (!text) return std::unexpected(text.error());
    auto learned = BundleNames::learned(source, *key, *text, *wish.anonymiser_seed);
    if (!learned) return std::unexpected(learned.error());
    names.emplace(std::move(*learned));
    source = names->replaced(source);
  }
  BundleListener listener(*key);
  if (auto read = source(listener); !read) return std::unexpected(read.error());
  const BundleStory& story = listener.story();
  const auto bodies = scenario::flow::Bodies::recorded();
  const SippSides sides = sipp_sides(story, addresses, std::string(bodies.text(0, scenario::flow::offer(0))),
                                     std::string(bodies.text(0, scenario::flow::answer(0))));
  auto warnings = differences(*scenario, story, sides.left_out);
  if (names)
    if (auto done = replace_names(*planned, warnings, *names, addresses.prefix); !done)
      return std::unexpected(done.error());
  auto ladder = ladder_text(source, story);
  if (!ladder) return std::unexpected(ladder.error());
  auto folder = NewFolder::make(wish.folder);
  if (!folder) return std::unexpected(folder.error());
  if (story.has_datagrams)
    if (auto written = write_capture(source, folder->file("capture.pcapng"), *key); !written)
      return std::unexpected(written.error());
  const BundleParts parts{
      .story = story,
      .engines = std::move(planned->engines),
      .prefix = addresses.prefix,
      .warnings = std::move(warnings),
      .replay_command = report::replay_command(story.file, story.seed, scenario::ClockKind::virtual_time),
      .has_capture = story.has_datagrams};
  if (auto written = write_files(*folder, parts, planned->config, sides, *ladder); !written)
    return std::unexpected(written.error());
  return names ? names->originals() : std::vector<std::string>();
}

}  // namespace rtpe::cli
