// rtpe-lab calls EVENTS: one line per call of an event log. rtpe-lab ladder EVENTS --call N: one call, message by
// message.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/event_log_input.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "reports/call_list.hpp"
#include "reports/ladder.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

struct CallsOptions {
  std::string path, node, call_id, slower_than, sort = "start";
  bool is_failed_only = false, is_json = false;
  std::size_t limit = 0;
};

struct LadderOptions {
  std::string path, call;
  std::optional<std::string> proxy;
  std::size_t columns = 100;
};

bool asked_node(const report::CallRow& row, const std::string& wanted, const report::RunParts& parts) {
  return std::ranges::any_of(row.nodes, [&](std::uint32_t number) {
    return number < parts.nodes.size() && (parts.nodes[number].engine == wanted || parts.nodes[number].name == wanted);
  });
}

int show_calls(const CallsOptions& options) {
  Duration slower{};
  if (!options.slower_than.empty()) {
    const auto read = parse_duration(options.slower_than);
    if (!read) return fail({.message = read.error().message, .place = "--slower-than"});
    slower = *read;
  }
  report::CallList calls;
  if (const auto read = read_event_log(options.path, calls); !read) return fail(read.error());
  const report::RunParts& parts = calls.parts();
  if (!options.node.empty() && std::ranges::none_of(parts.nodes, [&](const report::RunParts::Node& node) {
        return node.engine == options.node || node.name == options.node;
      })) {
    std::string all;
    for (const report::RunParts::Node& node : parts.nodes) all += (all.empty() ? "" : ", ") + node.name;
    return fail({.message = fmt::format("no node or engine of the run is called \"{}\"; its nodes are {}",
                                        report::printable(options.node), all),
                 .place = "--node"});
  }
  std::vector<const report::CallRow*> rows;
  for (const report::CallRow& row : calls.rows()) {
    if (options.is_failed_only && row.end != scenario::CallEnd::failed) continue;
    if (!options.call_id.empty() && row.call_id.find(options.call_id) == std::string::npos) continue;
    if (!options.node.empty() && !asked_node(row, options.node, parts)) continue;
    if (row.slowest < slower) continue;
    rows.push_back(&row);
  }
  const std::size_t found = rows.size();
  if (options.sort == "slowest") std::ranges::stable_sort(rows, std::greater{}, &report::CallRow::slowest);
  if (options.sort == "failed")
    std::ranges::stable_sort(rows, std::greater{},
                             [](const report::CallRow* row) { return row->end == scenario::CallEnd::failed; });
  if (options.limit != 0 && rows.size() > options.limit) rows.resize(options.limit);
  if (options.is_json) {
    print(report::call_json(rows, parts));
    return exit_passed;
  }
  print(report::call_table(rows, parts));
  const auto failed = std::ranges::count(calls.rows(), scenario::CallEnd::failed, &report::CallRow::end);
  print(fmt::format("{}{} of {} calls{}; {} of all failed\n", rows.empty() ? "" : "\n", report::count_text(found),
                    report::count_text(calls.rows().size()),
                    rows.size() < found ? fmt::format(", {} shown", report::count_text(rows.size())) : std::string(),
                    report::count_text(static_cast<std::uint64_t>(failed))));
  return exit_passed;
}

int show_ladder(const LadderOptions& options) {
  report::CallWish wish{.number = {}, .call_id = options.call, .proxy = options.proxy};
  std::uint64_t number = 0;
  const char* const end = options.call.data() + options.call.size();
  if (const auto [at, error] = std::from_chars(options.call.data(), end, number); error == std::errc{} && at == end)
    wish.number = number;
  report::CallStories calls(std::move(wish));
  if (const auto read = read_event_log(options.path, calls); !read) return fail(read.error());
  if (calls.stories().empty())
    return fail({.message = fmt::format("the log has no call \"{}\"{} (rtpe-lab calls lists them)",
                                        report::printable(options.call), options.proxy ? " at that proxy" : ""),
                 .place = options.path});
  for (std::size_t place = 0; place < calls.stories().size(); ++place) {
    if (place > 0) print("\n");
    print(report::ladder(calls.stories()[place], calls, options.columns));
  }
  return exit_passed;
}

}  // namespace

void add_calls(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CallsOptions>();
  CLI::App* verb = app.add_subcommand("calls", "List the calls of an event log, one line each");
  verb->footer(
      examples({"rtpe-lab run my-cluster.toml --events run.jsonl; rtpe-lab calls run.jsonl --failed",
                "rtpe-lab calls run.jsonl --sort slowest --limit 10", "rtpe-lab calls run.jsonl --node b --json"}));
  verb->add_option("EVENTS", options->path, "Event log, as run --events writes it; - is stdin")->required();
  verb->add_flag("--failed", options->is_failed_only, "Only failed calls");
  verb->add_option("--node", options->node, "Only calls for which this node or engine was asked");
  verb->add_option("--call-id", options->call_id, "Only calls whose Call-ID has this text in it");
  verb->add_option("--slower-than", options->slower_than, "Only calls that blocked a worker for as long: 500ms");
  verb->add_option("--sort", options->sort, "start, slowest or failed (failed ones first)")
      ->check(CLI::IsMember({"start", "slowest", "failed"}));
  verb->add_option("--limit", options->limit, "At most so many lines");
  verb->add_flag("--json", options->is_json, "An array of objects instead of the table");
  verb->callback([options, &exit_code] { exit_code = show_calls(*options); });
}

void add_ladder(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<LadderOptions>();
  CLI::App* verb = app.add_subcommand("ladder", "Draw one call of an event log, with the reason of every choice");
  verb->footer(examples({"rtpe-lab ladder run.jsonl --call 17", "rtpe-lab ladder run.jsonl --call 4a71@198.51.100.7"}));
  verb->add_option("EVENTS", options->path, "Event log, as run --events writes it; - is stdin")->required();
  verb->add_option("--call", options->call, "Number or Call-ID, as rtpe-lab calls lists them")->required();
  verb->add_option("--proxy", options->proxy, "Of this proxy, where several have a call of that number");
  verb->add_option("--columns", options->columns, "Width of the text")->check(CLI::Range(72, 400));
  verb->callback([options, &exit_code] { exit_code = show_ladder(*options); });
}

}  // namespace rtpe::cli
