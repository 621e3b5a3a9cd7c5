// Route blocks written as text are read again as they were.
#include "client/route/write_blocks.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/route/parser.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"

using namespace rtpe;

BOOST_AUTO_TEST_SUITE(write_blocks_test)

namespace {

struct Written {
  std::string_view text, again;
};

constexpr Written written[] = {
    {"request_route { exit; }", "request_route {\n    exit;\n}\n"},
    {"route { if (a()) b(); else c(); }",
     "request_route {\n    if (a()) {\n        b();\n    } else {\n        c();\n    }\n}\n"},
    {"route[1] { ; }", "route[1] {\n    ;\n}\n"},
    {"route[\"a b\"] { ; }", "route[\"a b\"] {\n    ;\n}\n"},
    {"event_route[tm:branch-failure:X] { ; }", "event_route[tm:branch-failure:X] {\n    ;\n}\n"},
    {"#!define A 5\nbranch_route[X] { setflag(A); return A + 2 * 3; }",
     "branch_route[X] {\n    setflag(5);\n    return (5 + (2 * 3));\n}\n"},
    {"route[A] { $var(x) = \"a\\\"b\\\\\" \"c\"; }", "route[A] {\n    $var(x) = \"a\\\"b\\\\c\";\n}\n"},
    {"route[A] { $var(x) = 'c\\n'; }", "route[A] {\n    $var(x) = \"c\\\\n\";\n}\n"},
    {"route[A] { if (!(a() && method == \"INVITE\") or defined $avp(x)) exit; }",
     "route[A] {\n    if (!(a() && (method == \"INVITE\")) || defined $avp(x)) {\n        exit;\n    }\n}\n"},
    {"route[A] { switch ($rs) { case 200: exit; default: break; } while (1) $var(i) = $var(i) - 1; }",
     "route[A] {\n    switch ($rs) {\n        case 200:\n            exit;\n        default:\n            break;\n    "
     "}\n"
     "    while (1) {\n        $var(i) = $var(i) - 1;\n    }\n}\n"},
    {"route[A] { if (src_ip == 10.0.0.0/8 || src_ip == [2001:db8::1]) drop; }",
     "route[A] {\n    if ((src_ip == 10.0.0.0/8) || (src_ip == [2001:db8::1])) {\n        drop;\n    }\n}\n"},
    {"route[A] { $avp(x) = @via[1].branch + $T_branch_idx; }",
     "route[A] {\n    $avp(x) = @via[1].branch + $T_branch_idx;\n}\n"},
};

std::string again(std::string_view text) {
  return route::write_blocks(test::must(route::parse_configuration(text, "x.cfg")).blocks);
}

}  // namespace

BOOST_AUTO_TEST_CASE(blocks_are_written_in_one_style) {
  for (const Written& row : written) BOOST_TEST(again(row.text) == row.again);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_as_it_was) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::data_directory() + "/kamailio")) {
    if (entry.path().extension() != ".cfg") continue;
    std::stringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const auto read = route::parse_configuration(text.str(), "x.cfg");
    if (!read) continue;  // configurations that are wrong on purpose
    ++files;
    const std::string once = route::write_blocks(read->blocks);
    BOOST_TEST(again(once) == once, entry.path().string());
  }
  BOOST_TEST(files >= 6U);
}

BOOST_AUTO_TEST_SUITE_END()
