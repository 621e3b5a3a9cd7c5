// What is wrong with route blocks: one precise message each, never a crash.
#include <boost/test/unit_test.hpp>

#include "tests/support/route_stage.hpp"

using namespace rtpe;
using test::RouteStage;

namespace {

struct Mistake {
  std::string_view body, message;
};

std::string whole(std::string_view body) { return "request_route {\n" + std::string(body) + "\n}\n"; }

/// Inside request_route, from its second line on.
constexpr Mistake mistakes[] = {
    {"if (5 == \"a\") exit;",
     "routes.cfg:2:7: '==' is given text where it needs a number, or a number where it needs "
     "text (Kamailio refuses this: type mismatch)"},
    {"if (\"abc\" > 9) exit;",
     "routes.cfg:2:11: '>' is given text where it needs a number, or a number where it needs "
     "text (Kamailio refuses this: type mismatch)"},
    {"if (!\"abc\") exit;", "routes.cfg:2:5: '!' needs a number here (Kamailio refuses this: type mismatch)"},
    {"$var(a) = -\"3\";", "routes.cfg:2:11: '-' needs a number here (Kamailio refuses this: type mismatch)"},
    {"is_method(INVITE, BYE);", "routes.cfg:2:1: is_method takes 1 argument, not 2"},
    {"nosuch();",
     "routes.cfg:2:1: the lab does not know the function nosuch() (say what it shall return: [assume] "
     "nosuch = 1)"},
    {"rtpengine_manag();",
     "routes.cfg:2:1: the lab does not know the function rtpengine_manag() (did you mean "
     "rtpengine_manage()? If not: [assume] rtpengine_manag = 1)"},
    {"set_rtpengine_set($var(x));", "routes.cfg:2:1: set_rtpengine_set takes a variable in quotes only: \"$var(x)\""},
    {"set_rtpengine_set(\"1\" + $var(x));",
     "routes.cfg:2:23: set_rtpengine_set takes no text that is put together here (put it together in a variable "
     "before, and write \"$var(x)\")"},
    {"route(NOPE);", "routes.cfg:2:1: there is no route[NOPE]"},
    {"route(RELAYS);", "routes.cfg:2:1: there is no route[RELAYS] (did you mean route(RELAY)?)"},
    {"if (method == \"INVITE\" exit;", "routes.cfg:2:24: ')' is expected after this expression"},
    {"$ci = \"x\";", "routes.cfg:2:1: $ci can only be read"},
    {"$hdr(X) = \"a\";", "routes.cfg:2:1: $hdr(X) can only be read"},
    {"$nosuch(x) = 1;", "routes.cfg:2:1: the variable '$nosuch(x)' is not known here"},
    {"if ($fuu == 1) exit;", "routes.cfg:2:5: the variable '$fuu' is not known here (did you mean $fu?)"},
    {"$var(a) = $(ci{s.lenn});",
     "routes.cfg:2:11: the transformation {s.lenn} is not known here (did you mean "
     "{s.len}?)"},
    {"$var(a) = $(ci{s.substr,1});", "routes.cfg:2:11: {s.substr} takes 2 arguments, not 1"},
    {"$var(a) := 1;", "routes.cfg:2:9: '=' is expected after $var(a)"},
    {"$var(a) = 1 ? 2 : 3;", "routes.cfg:2:13: ';' is expected after the value"},
    {"$var(a) = 1", "routes.cfg:3:1: ';' is expected after the value"},
    {"$var(a) = ;", "routes.cfg:2:11: an expression is expected here"},
    {"{ exit; }", "routes.cfg:2:1: braces of their own are not allowed here"},
    {"if (1) { }", "routes.cfg:2:10: braces may not be empty (write a ';' between them)"},
    {"if () exit;", "routes.cfg:2:5: an expression is expected here"},
    {"if (1) { exit }", "routes.cfg:2:15: an expression is expected here"},
    {"else exit;", "routes.cfg:2:1: an action is expected here, not 'else'"},
    {"case 1: exit;", "routes.cfg:2:1: an action is expected here, not 'case'"},
    {"5;", "routes.cfg:2:1: an action is expected here, not '5'"},
    {"is_method(\"A\") && exit;", "routes.cfg:2:16: ';' is expected after is_method()"},
    {"xlog(\"a);", "routes.cfg:2:6: this quotation does not end"},
    {"/* x", "routes.cfg:2:1: this comment does not end"},
    {"$ = 1;", "routes.cfg:2:1: a variable is expected after '$', as in $var(x) or $ru"},
    {"setflag(FLT_NATS);",
     "routes.cfg:2:9: the flag 'FLT_NATS' is not declared (#!define FLT_NATS 5, or flags "
     "FLT_NATS:5)"},
    {"setflag(32);", "routes.cfg:2:9: 32 is no flag (flags go from 0 to 31)"},
    {"if (status > 199) exit;", "routes.cfg:2:12: '>' cannot follow status (write ==, != or =~)"},
    {"if (dst_port == 5060) exit;", "routes.cfg:2:5: the lab does not know 'dst_port' of a message"},
    {"if (method) exit;", "routes.cfg:2:5: 'method' is no value by itself (it stands before == or =~)"},
    {"if ($ru =~ \"a(b\") exit;", "routes.cfg:2:12: \"a(b\" is no regular expression"},
    {"if (retcode == 1) exit;",
     "routes.cfg:2:5: 'retcode' is no value (text stands in quotation marks, a variable "
     "begins with $)"},
    {"switch ($rm) { foo: exit; }", "routes.cfg:2:16: 'case', 'default' or '}' is expected here"},
    {"if (@from.uri == \"x\") exit;", "routes.cfg:2:5: the select '@from.uri' is not known here"},
    {"route();", "routes.cfg:2:1: route(NAME) is expected"},
    {"#!define A 1\n#!define A 2",
     "routes.cfg:3:1: A is defined already, as '1' (#!redefine gives a name another value, "
     "#!trydef keeps the first)"},
    {"#!ifdef A\nexit;", "routes.cfg:2:1: this #!ifdef has no #!endif"},
    {"#!endif\nexit;", "routes.cfg:2:1: #!endif without #!ifdef"},
    {"#!subst \"x\"", "routes.cfg:2:1: \"/PATTERN/REPLACEMENT/FLAGS\" is expected here"},
    {"include_file \"x.cfg\"", "routes.cfg:2:1: a file cannot be included here (write its lines in this place)"},
    {"$var(a) = 99999999999999999999;", "routes.cfg:2:11: '99999999999999999999' is no number that fits 64 bits"},
    {"@via[1].branch = 1;", "routes.cfg:2:1: @via[1].branch can only be read"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(route_errors_test)

BOOST_AUTO_TEST_CASE(each_mistake_has_one_precise_message) {
  for (const Mistake& mistake : mistakes) {
    BOOST_TEST_CONTEXT(mistake.body) {
      RouteStage stage;
      const auto said = RouteStage::play(whole(mistake.body) + "route[RELAY] { exit; }\n", stage);
      BOOST_TEST(said.size() == 1U);
      BOOST_TEST((said.empty() ? std::string() : said.front()) == mistake.message);
    }
  }
}

BOOST_AUTO_TEST_CASE(outside_of_blocks) {
  const Mistake rows[] = {
      {"failure_route { exit; }", "routes.cfg:1:15: a name is expected after failure_route, as in failure_route[NAME]"},
      {"route[] { exit; }", "routes.cfg:1:7: a name is expected between the brackets"},
      {"onreply_route[] { exit; }", "routes.cfg:1:15: a name is expected between the brackets"},
      {"rout[A] { exit; }",
       "routes.cfg:1:9: 'rout' is no route block (blocks are request_route, route[NAME], "
       "reply_route, onreply_route[NAME], failure_route[NAME], branch_route[NAME], "
       "event_route[NAME])"},
      {"modparam(\"tm\", \"fr_timer\" 5)", "routes.cfg:1:27: ',' is expected between arguments of modparam"},
      {"loadmodule tm", "routes.cfg:1:12: a module's name is expected after loadmodule"},
      {"route[A] { exit; }\nroute[A] { exit; }", "routes.cfg:2:1: there is a block [A] of this kind already"},
      {"request_route { exit;", "routes.cfg:1:21: '}' is expected, not the end of the file"},
      {"route[A { exit; }", "routes.cfg:1:9: ']' is expected after the route's name"},
      {"onreply_route[RE 1] { exit; }", "routes.cfg:1:18: ']' is expected after the route's name"},
      {"route[A-B] { exit; }", "routes.cfg:1:8: ']' is expected after the route's name"},
      {"event_route[GONE] { exit; }",
       "routes.cfg:1:17: an event is MODULE:EVENT, as in event_route[tm:branch-failure:NAME]"},
      {"5 = 6", "routes.cfg:1:1: a setting or a route block is expected here, not '5'"},
  };
  for (const Mistake& row : rows) {
    BOOST_TEST_CONTEXT(row.body) {
      RouteStage stage;
      const auto said = RouteStage::play(row.body, stage);
      BOOST_TEST((said.empty() ? std::string() : said.front()) == row.message);
    }
  }
}

/// regcomp() copies what is repeated: some of these would take all memory.
BOOST_AUTO_TEST_CASE(patterns_have_a_size) {
  std::string pluses = "a";
  for (int i = 0; i < 40; ++i) pluses = "(" + pluses + ")+";
  for (const std::string& pattern : {std::string("a{1000}{1000}{1000}"), std::string("(([a-f]{9,99}x){999}){2}"),
                                     std::string("x{1,9999}"), pluses}) {
    RouteStage stage;
    const auto said = RouteStage::play(whole("if ($ru =~ \"" + pattern + "\") exit;"), stage);
    BOOST_TEST_REQUIRE(said.size() == 1U);
    BOOST_TEST(said.front().find("repeats too much") != std::string::npos, said.front());
  }
  for (const std::string_view pattern : {"^sip:[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(:[0-9]{2,5})?$",
                                         "^[a-f0-9]{32}@([]+)+]{1,64}\\.)+x{255}{255}$", "([^]]{20}|\\+){100}"}) {
    RouteStage stage;
    BOOST_TEST(RouteStage::play(whole("if ($ru =~ \"" + std::string(pattern) + "\") exit;"), stage).empty(), pattern);
  }
}

/// Measured: Kamailio starts with ten files inside each other, not with eleven.
BOOST_AUTO_TEST_CASE(files_that_include_themselves_come_to_an_end) {
  struct Row {
    std::string_view file, included, message;
  };
  std::string many = "#!subst \"!a!b!g\"\n";
  for (int i = 0; i < 10; ++i) many += many;
  for (int i = 0; i < 600; ++i) many += "modparam(\"a\", \"b\", \"c\")\n";
  const Row rows[] = {
      {"include_file \"f\"\n", "#!include_file \"f\"\n",
       "f:1:1: more than 10 nested includes: Kamailio would not start"},
      {"include_file \"10\"\nrequest_route { exit; }", "", ""},
      {"include_file \"11\"\nrequest_route { exit; }", "",
       "2:1:1: more than 10 nested includes: Kamailio would not start"},
      {many, "", "f:1187:20: more than 500,000 strings times #!subst lines"},
  };
  for (const Row& row : rows) {
    const route::LexerOptions options{.files = [&row](std::string_view name) -> Expected<std::string> {
      const int left = std::atoi(std::string(name).c_str());
      if (left == 0) return std::string(row.included);
      return left == 1 ? std::string("#") : "include_file \"" + std::to_string(left - 1) + "\"\n";
    }};
    const auto read = route::parse_configuration(row.file, "f", options);
    BOOST_TEST((read ? std::string() : read.error().text()) == row.message);
  }
}

BOOST_AUTO_TEST_CASE(nesting_has_a_limit) {
  for (const std::string_view open : {"(", "!", "if (1) ", "- "}) {
    std::string body = open.starts_with("if") ? "" : "$var(a) = ";
    for (int i = 0; i < 5000; ++i) body += open;
    RouteStage stage;
    const auto said = RouteStage::play(whole(body + "exit;"), stage);
    BOOST_TEST(said.size() == 1U);
    BOOST_TEST(said.front().find("nested too deeply") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_route_ends_whatever_it_does) {
  RouteStage stage;
  BOOST_TEST(RouteStage::play("request_route { route(A); }\nroute[A] { route(A); }\n", stage).empty());
  std::string loops;
  for (int i = 0; i < 6; ++i) loops += "while (1) { $var(i) = $var(i) + 1; ";
  for (int i = 0; i < 6; ++i) loops += "}";
  BOOST_TEST(RouteStage::play(whole(loops), stage).empty());
}

BOOST_AUTO_TEST_CASE(cut_anywhere_it_is_an_error_or_shorter) {
  const std::string text = R"(#!define X 5
request_route { if ($avp(a) == "x" && !is_method("INVITE|BYE")) { route(R); } else { $xavp(a[0]=>b) = 1 + X; } }
route[R] { switch ($(ru{uri.host})) { case 1: break; default: exit; } while (1) { rtpengine_manage("a"); return -1; } }
)";
  std::size_t refused = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    RouteStage stage;
    const auto said = RouteStage::play(std::string_view(text).substr(0, i), stage);
    if (said.size() == 1 && (said.front().starts_with("routes.cfg:") || said.front() == "no request_route")) ++refused;
  }
  BOOST_TEST(refused == text.size() - 1);  // whole without its last line end it is right too
}

BOOST_AUTO_TEST_SUITE_END()
