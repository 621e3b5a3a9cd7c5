// rtpe-lab explain: why a Call-ID goes to a node, step by step.
#include "client/explain/explain.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/situation_options.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;

struct ExplainOptions {
  SituationOptions situation;
  std::vector<std::string> tried, hidden, disabled, call_ids;
  std::optional<std::string> known, file;
  std::int64_t allow_op = 0;
  std::optional<std::int64_t> aggressive_redetection;
  bool json = false;
};

std::string_view source_text(ChoiceSource source) {
  switch (source) {
    case ChoiceSource::table:
      return "call table";
    case ChoiceSource::weighted:
      return "weighted choice";
    case ChoiceSource::none:
      break;
  }
  return "none";
}

json::value index_of(const Node* node) { return node ? json::value(node->index) : json::value(-1); }

json::object explanation_json(const Explanation& why) {
  json::array excluded, walk, pinged;
  for (const auto& [node, reason] : why.excluded)
    excluded.push_back(json::object{{"node", node->url}, {"why", std::string(to_string(reason))}});
  for (const auto& step : why.walk)
    walk.push_back(json::object{{"node", step.node->url}, {"weight", step.node->weight}, {"cut", step.cut}});
  for (const Node* node : why.pinged) pinged.push_back(json::string(node->url));
  return {{"call_id", report::valid_utf8(why.call_id)},
          {"set", why.set_id},
          {"hash", why.hash.number},
          {"weight_sum", why.weight_sum},
          {"node", why.node ? json::value(why.node->url) : json::value(nullptr)},
          {"index", index_of(why.node)},
          {"algorithm",
           why.hash.algorithm ? json::value(std::string(to_string(*why.hash.algorithm))) : json::value(nullptr)},
          {"remainder", why.remainder},
          {"table_row", why.table_row},
          {"source", std::string(source_text(why.source))},
          {"failure", why.node ? json::value(nullptr) : json::value(std::string(describe(why.failure)))},
          {"forced_pings", why.forced},
          {"pinged", pinged},
          {"walk", walk},
          {"excluded", excluded}};
}

void append_walk(const Explanation& why, std::string& out) {
  out += fmt::format("  remainder     {} mod {} = {}\n", why.hash.number, why.weight_sum, why.remainder);
  for (const auto& step : why.walk) {
    const bool taken = step.cut < step.node->weight;
    out += taken ? fmt::format("  walk          {} < {}: {} is taken\n", step.cut, step.node->weight, step.node->url)
                 : fmt::format("  walk          {} is not below {}: past {}, {} is left\n", step.cut, step.node->weight,
                               step.node->url, step.cut - step.node->weight);
  }
}

std::string explanation_text(const Explanation& why) {
  std::string out = fmt::format("Call-ID {}\n", report::printable(why.call_id));
  out += fmt::format("  set           {}\n", why.set_id);
  out += why.source == ChoiceSource::table || why.failure == NoChoice::known_node_disabled ||
                 why.failure == NoChoice::known_node_tried
             ? fmt::format("  call table    row {} knows the call: the hash is not asked\n", why.table_row)
             : fmt::format("  call table    row {} does not know the call\n", why.table_row);
  if (why.hash.algorithm) out += fmt::format("  hash          {}\n", to_text(why.hash, why.call_id.size()));
  for (const Node* node : why.pinged) out += fmt::format("  ping          {}\n", node->url);
  if (why.forced) out += "                (aggressive_redetection: nothing was eligible, so every node is pinged)\n";
  for (const auto& [node, reason] : why.excluded)
    out += fmt::format("  not eligible  {}: {}\n", node->url, to_string(reason));
  if (why.source != ChoiceSource::table && why.weight_sum > 0) {
    out += fmt::format("  weight sum    {} over the eligible nodes\n", why.weight_sum);
    append_walk(why, out);
  }
  if (why.node) return out + fmt::format("  => {} (index {})\n", why.node->url, why.node->index);
  return out + fmt::format("  => no node: {}\n", describe(why.failure));
}

int run_explain(const ExplainOptions& options) {
  auto situation = situation_of(options.situation);
  if (!situation) return fail(situation.error());
  situation->tried = options.tried;
  situation->hidden = options.hidden;
  situation->disabled = options.disabled;
  situation->known = options.known;
  situation->allow_op = options.allow_op;
  situation->aggressive_redetection = options.aggressive_redetection;
  auto explainer = Explainer::make(*situation);
  if (!explainer) return fail(explainer.error());
  for (const auto& warning : explainer->setting().warnings()) complain("warning: " + warning);
  const auto answer = [&](std::string_view call_id) -> Expected<void> {
    const auto why = explainer->explain(call_id);
    print(options.json ? json::serialize(explanation_json(why)) + "\n" : explanation_text(why));
    return {};
  };
  for (const auto& call_id : options.call_ids) {
    if (call_id.empty()) return fail({.message = "an empty Call-ID: the module sends nothing for it"});
    if (auto done = answer(call_id); !done) return fail(done.error());
  }
  if (options.file) {
    if (auto done = for_each_call_id(*options.file, answer); !done) return fail(done.error());
  }
  return exit_passed;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* verb = app.add_subcommand("explain", "Why a Call-ID goes to a node, step by step");
  verb->footer(examples({"rtpe-lab explain --sock 'udp:10.0.0.1:2223=2 udp:10.0.0.2:2223' --call-id 4a71@example",
                         "rtpe-lab explain --sock '1 == udp:a:2223 udp:b:2223' --setid 1 --down udp:a:2223 --call-id x",
                         "cut -f1 call-ids.txt | rtpe-lab explain --sock 'udp:a:1 udp:b:1' --call-ids - --json"}));
  add_situation_options(*verb, options->situation);
  const auto urls = [verb](const char* name, std::vector<std::string>& into, const char* what) {
    verb->add_option(name, into, what)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  urls("--disabled", options->disabled, "URL of a node disabled permanently (RPC enable 0)");
  urls("--tried", options->tried, "URL of a node asked in this operation already");
  urls("--hidden", options->hidden, "URL of a node that a database reload removed");
  verb->add_option("--known", options->known, "URL of the node that the call table has for the call");
  verb->add_option("--allow-op", options->allow_op, "rtpengine_allow_op (default 0)");
  verb->add_option("--aggressive-redetection", options->aggressive_redetection, "Default as the personality's");
  auto* one = verb->add_option("--call-id", options->call_ids, "The Call-ID; may be repeated");
  one->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  auto* many = verb->add_option("--call-ids", options->file, "File with one Call-ID per line; - is stdin");
  many->excludes(one);
  verb->add_flag("--json", options->json, "One JSON object per Call-ID and line");
  verb->callback([options, one, many, &exit_code] {
    if (one->count() + many->count() == 0) throw CLI::RequiredError("--call-id or --call-ids");
    exit_code = run_explain(*options);
  });
}

}  // namespace rtpe::cli
