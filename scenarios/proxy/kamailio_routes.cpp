// [routing] of the short form, as blocks.
#include "scenarios/proxy/kamailio_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rtpe::scenario::kamailio {
namespace {

/// Most exact first, as statements_for() takes them.
std::vector<const RoutingRule*> rules_of(const Scenario& scenario, script::Route route) {
  std::vector<const RoutingRule*> rules;
  for (const RoutingRule& rule : scenario.routing)
    if (rule.route == route) rules.push_back(&rule);
  const auto precision = [](const RoutingRule* rule) {
    const int status = !rule->status ? 0 : *rule->status < 10 ? 2 : 4;
    return status + (rule->method == "*" ? 0 : 1);
  };
  std::ranges::stable_sort(rules, std::greater{}, precision);
  return rules;
}

class Writer {
 public:
  explicit Writer(const Personality& release) : release_(release) {}

  /// The statements of a rule. Of requests `refuses`: an offer or an answer that fails is answered 500.
  Expected<std::string> lines(const RoutingRule& rule, bool refuses) {
    std::string out;
    for (const std::string& line : rule.lines) {
      const auto statement = script::parse_statement(line, release_);
      if (!statement) return std::unexpected(statement.error());
      const std::size_t number = routes_.statements.size();
      routes_.statements.push_back({.function = statement->function, .text = line});
      watched_ += watched_route(number, line);
      out += fmt::format("        route({});\n", watched_name(number));
      constexpr std::array negotiates{"rtpengine_offer", "rtpengine_answer", "rtpengine_manage"};
      if (refuses && std::ranges::find(negotiates, statement->function) != negotiates.end())
        out +=
            "        if ($rc < 0 && has_body(\"application/sdp\")) {\n            t_newtran();\n"
            "            t_reply(\"500\", \"No media relay\");\n            exit;\n        }\n";
    }
    return out;
  }

  /// if (...) {...} else if (...) {...}, one for each rule.
  Expected<std::string> chain(const Scenario& scenario, script::Route route, std::string_view status_test) {
    std::string out;
    for (const RoutingRule* rule : rules_of(scenario, route)) {
      const bool invite = rule->method == "INVITE";
      auto inside = lines(*rule, route == script::Route::request && (invite || rule->method == "*"));
      if (!inside) return inside;
      out += fmt::format("{}if ({}) {{\n{}    }}", out.empty() ? "    " : " else ", condition(*rule, status_test),
                         *inside);
    }
    return out.empty() ? out : out + "\n";
  }

  Routes take() && {
    routes_.text += watched_;
    return std::move(routes_);
  }
  void add(std::string_view text) { routes_.text += text; }

 private:
  static std::string condition(const RoutingRule& rule, std::string_view status_test) {
    const std::string method = rule.method == "*" ? "1" : fmt::format("is_method(\"{}\")", rule.method);
    if (!rule.status) return method;
    const std::string pattern =
        *rule.status < 10 ? fmt::format("{}[0-9][0-9]", *rule.status) : fmt::to_string(*rule.status);
    return fmt::format("{} && {}", method, fmt::format(fmt::runtime(status_test), pattern));
  }

  const Personality& release_;
  Routes routes_;
  std::string watched_;
};

constexpr std::string_view request_head = R"(
request_route {{
    {}
    if (is_method("CANCEL")) {{
        if (!t_check_trans()) exit;
        route(RTPE_LAB_RULES);
        t_relay();
        exit;
    }}
    if (is_method("ACK")) {{
        t_check_trans();
        route(RTPE_LAB_RULES);
        t_relay();
        exit;
    }}
    if (t_precheck_trans()) {{
        t_check_trans();
        exit;
    }}
    t_check_trans();
    route(RTPE_LAB_RULES);
    t_on_reply("RTPE_LAB");
    if (is_method("INVITE")) {{
        t_on_failure("RTPE_LAB");
        t_on_branch_failure("rtpe-lab");
    }}
    if (!t_relay()) sl_reply_error();
}}
reply_route {{
    {}
}}
)";

}  // namespace

std::string watched_name(std::size_t number) { return fmt::format("RTPE_LAB_{}", number); }

std::string watched_route(std::size_t number, const std::string& statement) {
  return fmt::format(
      "route[{0}] {{\n    xlog(\"L_WARN\", \"{1}S {2} $ci\\n\");\n    {3};\n    $var(rtpe_lab_rc) = $rc;\n"
      "    xlog(\"L_WARN\", \"{1}E {2} $var(rtpe_lab_rc)\\n\");\n    return $var(rtpe_lab_rc);\n}}\n",
      watched_name(number), kamailio_mark, number, statement);
}

Expected<Routes> routes_of_rules(const Scenario& scenario, const Personality& release) {
  Writer writer(release);
  const auto requests = writer.chain(scenario, script::Route::request, "");
  if (!requests) return std::unexpected(requests.error());
  const auto replies = writer.chain(scenario, script::Route::reply, "status =~ \"{}\"");
  if (!replies) return std::unexpected(replies.error());
  const auto failures = writer.chain(scenario, script::Route::failure, "t_check_status(\"{}\")");
  if (!failures) return std::unexpected(failures.error());
  const auto branch = writer.chain(scenario, script::Route::branch_failure, "t_check_status(\"{}\")");
  if (!branch) return std::unexpected(branch.error());
  writer.add(fmt::format(fmt::runtime(request_head), tell_request, tell_reply));
  const auto block = [&](std::string_view head, const std::string& inside) {
    writer.add(fmt::format("{} {{\n{}    return 1;\n}}\n", head, inside));
  };
  block("route[RTPE_LAB_RULES]", *requests);
  block("onreply_route[RTPE_LAB]", *replies);
  block("failure_route[RTPE_LAB]", *failures);
  block("event_route[tm:branch-failure:rtpe-lab]", *branch);
  return std::move(writer).take();
}

}  // namespace rtpe::scenario::kamailio
