// rtpe-lab audit: the distribution a configuration really gives, and who moves when something changes.
#include "client/explain/audit.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/situation_options.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;

struct AuditOptions {
  SituationOptions situation;
  std::optional<std::string> file, against;
  std::vector<std::string> against_sock;
  std::size_t sample = 40'000;
  std::uint32_t seed = 1;
  bool json = false;
};

constexpr std::size_t most_call_ids = 10'000'000;

/// The sets with one more node of weight 1, whose URL no configuration has.
Situation with_one_more(Situation situation, std::uint32_t set_id) {
  if (situation.db_url.empty()) {
    situation.sock.push_back(fmt::format("{} == udp:one-more-node:22222=1", set_id));
    return situation;
  }
  situation.load_nodes = [load = std::move(situation.load_nodes), set_id](Proxy& proxy, Time now) -> Expected<void> {
    if (auto loaded = load(proxy, now); !loaded) return loaded;
    proxy.registry.add_node(proxy.registry.set_of(set_id), {.url = "udp:one-more-node:22222"});
    return {};
  };
  return situation;
}

Expected<std::vector<std::string>> call_ids_of(const AuditOptions& options) {
  if (!options.file) return sample_call_ids(options.sample, options.seed);
  std::vector<std::string> out;
  const auto read = for_each_call_id(*options.file, [&](std::string_view line) -> Expected<void> {
    if (out.size() >= most_call_ids)
      return std::unexpected(Error{.kind = ErrorKind::limit, .message = "more than 10000000 Call-IDs"});
    out.emplace_back(line);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  if (out.empty()) return std::unexpected(Error{.message = "no Call-ID in it", .place = *options.file});
  return out;
}

/// Adds what moves towards --against and --against-sock.
Expected<void> compare(const AuditOptions& options, const Situation& situation, const Auditor& auditor,
                       const std::vector<std::string>& call_ids, Audit& audit) {
  if (!options.against && options.against_sock.empty()) return {};
  Situation other = situation;
  std::string change;
  if (options.against) {
    const auto personality = personality_named(*options.against);
    if (!personality) return std::unexpected(personality.error());
    other.personality = *personality;
    change = (*personality)->name;
  }
  if (!options.against_sock.empty()) {
    other.sock = options.against_sock;
    other.db_url.clear();
    other.down.clear();
    change += change.empty() ? "the other rtpengine_sock" : " with the other rtpengine_sock";
  }
  const auto after = Auditor::make(other);
  if (!after) return std::unexpected(after.error());
  audit.movements.push_back(movement_between(change, auditor, *after, call_ids));
  return {};
}

std::string percent(double part) { return fmt::format("{:.1f} %", part * 100); }
double part_of(std::uint64_t count, std::uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(all);
}

void print_audit_text(const Auditor& auditor, const Audit& audit) {
  using report::Align;
  std::string out = fmt::format("set {}, {}, {} Call-IDs\n\n", auditor.set().id, to_string(*auditor.algorithm()),
                                report::count_text(audit.calls));
  report::TextTable nodes(
      {{"node"}, {"weight", Align::right}, {"intended", Align::right}, {"true", Align::right}, {""}});
  for (const auto& share : audit.nodes)
    nodes.add({share.node->url, std::to_string(share.node->weight), percent(share.intended), percent(share.actual),
               !share.node->disabled && !share.reachable ? "never chosen"
               : share.node->disabled                    ? "down"
                                                         : ""});
  nodes.render(out);
  if (audit.without_node > 0) out += fmt::format("{} Call-IDs get no node\n", report::count_text(audit.without_node));
  out += "\n";
  report::TextTable moves({{"change"}, {"calls that move", Align::right}, {"would have to", Align::right}});
  for (const auto& movement : audit.movements)
    moves.add({movement.change, percent(part_of(movement.moved, audit.calls)),
               percent(part_of(movement.must_move, audit.calls))});
  moves.render(out);
  print(out);
}

void print_audit_json(const Auditor& auditor, const Audit& audit) {
  json::array nodes, movements;
  for (const auto& share : audit.nodes)
    nodes.push_back(json::object{{"node", share.node->url},
                                 {"index", share.node->index},
                                 {"weight", share.node->weight},
                                 {"intended", share.intended},
                                 {"actual", share.actual},
                                 {"calls", share.calls},
                                 {"reachable", share.reachable},
                                 {"down", share.node->disabled}});
  for (const auto& movement : audit.movements)
    movements.push_back(json::object{{"change", movement.change},
                                     {"moved", part_of(movement.moved, audit.calls)},
                                     {"must_move", part_of(movement.must_move, audit.calls)}});
  print(json::serialize(json::object{{"set", auditor.set().id},
                                     {"algorithm", std::string(to_string(*auditor.algorithm()))},
                                     {"calls", audit.calls},
                                     {"without_node", audit.without_node},
                                     {"nodes", nodes},
                                     {"movements", movements}}) +
        "\n");
}

int run_audit(const AuditOptions& options) {
  const auto situation = situation_of(options.situation);
  if (!situation) return fail(situation.error());
  const auto auditor = Auditor::make(*situation);
  if (!auditor) return fail(auditor.error());
  for (const auto& warning : auditor->setting().warnings()) complain("warning: " + warning);
  const auto call_ids = call_ids_of(options);
  if (!call_ids) return fail(call_ids.error());
  const auto choices = auditor->choices(*call_ids);
  auto audit = auditor->audit(choices);
  audit.movements = auditor->each_node_down(*call_ids, choices);
  const auto more = Auditor::make(with_one_more(*situation, auditor->set().id));
  if (!more) return fail(more.error());
  audit.movements.push_back(movement_between("a node of weight 1 is added", *auditor, *more, *call_ids));
  if (auto compared = compare(options, *situation, *auditor, *call_ids, audit); !compared)
    return fail(compared.error());
  for (const auto& share : audit.nodes) {
    if (share.node->disabled || share.reachable) continue;
    complain(share.node->weight == 0
                 ? fmt::format("warning: {} has weight 0: it is pinged and never chosen", share.node->url)
                 : fmt::format("warning: {} can never be chosen: the {} gives no number that leads to it; make the "
                               "weights smaller or use hash_algo 2",
                               share.node->url, to_string(*auditor->algorithm())));
  }
  options.json ? print_audit_json(*auditor, audit) : print_audit_text(*auditor, audit);
  return exit_passed;
}

}  // namespace

void add_audit(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* verb = app.add_subcommand("audit", "The true distribution of a configuration, and who moves on a change");
  verb->footer(
      examples({"rtpe-lab audit --sock 'udp:a:2223=500 udp:b:2223=300 udp:c:2223=200'",
                "rtpe-lab audit --sock 'udp:a:2223 udp:b:2223 udp:c:2223' --against kamailio-6.1",
                "rtpe-lab audit --sock 'udp:a:1 udp:b:1' --against-sock 'udp:a:1=2 udp:b:1' --call-ids ids.txt"}));
  add_situation_options(*verb, options->situation);
  auto* file = verb->add_option("--call-ids", options->file, "File with one Call-ID per line; - is stdin");
  verb->add_option("--sample", options->sample, "Number of made-up Call-IDs (default 40000)")
      ->excludes(file)
      ->check(CLI::Range(std::size_t{1}, most_call_ids));
  verb->add_option("--seed", options->seed, "Of the made-up Call-IDs (default 1)")->excludes(file);
  verb->add_option("--against", options->against, "Also: who moves when the personality changes to this one");
  verb->add_option("--against-sock", options->against_sock, "Also: who moves when rtpengine_sock changes to this")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_flag("--json", options->json, "One JSON object");
  verb->callback([options, &exit_code] { exit_code = run_audit(*options); });
}

}  // namespace rtpe::cli
