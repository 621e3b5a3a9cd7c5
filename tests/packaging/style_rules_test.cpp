// scripts/style refuses what HACKING.md forbids: for each rule a sample that breaks it, and one that comes close.
#include <stdlib.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(style_rules_test)

namespace {

struct File {
  std::string path, text;
};

struct Sample {
  const char* name;
  std::vector<File> files;
  std::string complaint;  ///< all of the output; empty: nothing is refused
};

struct Judgement {
  std::string output;
  int exit_code = -1;
};

/// What the rules say of a tree of these files.
Judgement judged(const std::vector<File>& files) {
  std::string folder = (std::filesystem::temp_directory_path() / "style-XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(folder.data()));
  for (const File& file : files) {
    const auto path = std::filesystem::path(folder) / file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << file.text;
  }
  const std::string command = "python3 " + rtpe::test::source_directory() + "/scripts/style " + folder + " 2>&1";
  Judgement judgement;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe);
  for (int byte = std::fgetc(pipe); byte != EOF; byte = std::fgetc(pipe))
    judgement.output.push_back(static_cast<char>(byte));
  judgement.exit_code = WEXITSTATUS(::pclose(pipe));
  std::filesystem::remove_all(folder);
  return judgement;
}

std::string lines(std::size_t count, const std::string& line = "  step();\n") {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line;
  return text;
}

void expect(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    BOOST_TEST_CONTEXT(sample.name) {
      const auto judgement = judged(sample.files);
      BOOST_TEST(judgement.output == (sample.complaint.empty() ? "" : sample.complaint + "\n"));
      BOOST_TEST(judgement.exit_code == (sample.complaint.empty() ? 0 : 1));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(functions_over_60_lines) {
  expect({
      {"60 lines", {{"base/a.cpp", "void f() {\n" + lines(58) + "}\n"}}, ""},
      {"61 lines",
       {{"base/a.cpp", "\nvoid f() {\n" + lines(59) + "}\n"}},
       "base/a.cpp:2: f has 61 lines; split it (limit 60)"},
      {"its head counts",
       {{"base/a.cpp", "int f(int a,\n      int b) {\n" + lines(58) + "}\n"}},
       "base/a.cpp:1: f has 61 lines; split it (limit 60)"},
      {"a member with initialisers, in a class",
       {{"base/a.cpp", "class A {\n public:\n  A() : b{1}, c(2) {\n" + lines(60) + "  }\n};\n"}},
       "base/a.cpp:3: A has 62 lines; split it (limit 60)"},
      {"a test case",
       {{"tests/base/a_test.cpp", "BOOST_AUTO_TEST_CASE(of_this) {\n" + lines(60) + "}\n"}},
       "tests/base/a_test.cpp:1: BOOST_AUTO_TEST_CASE has 62 lines; split it (limit 60)"},
      {"a lambda that makes a constant",
       {{"base/a.cpp", "const auto table = [] {\n" + lines(60) + "}();\n"}},
       "base/a.cpp:1: lambda has 62 lines; split it (limit 60)"},
      {"braces in texts and comments",
       {{"base/a.cpp", "void f() {\n  g(\"}\", '}', R\"x(})x\", 1'000'000);  // }\n  /* } */\n" + lines(60) + "}\n"}},
       "base/a.cpp:1: f has 64 lines; split it (limit 60)"},
      {"a table is no function", {{"base/a.cpp", "const int table[] = {\n" + lines(70, "    1,\n") + "};\n"}}, ""},
      {"neither is a class", {{"base/a.cpp", "class A {\n" + lines(70, "  int f();\n") + "};\n"}}, ""},
  });
}

BOOST_AUTO_TEST_CASE(includes_that_run_upwards) {
  expect({
      {"downwards", {{"client/script/a.cpp", "#include \"client/sets/node.hpp\"\n#include \"base/time.hpp\"\n"}}, ""},
      {"the same folder", {{"client/sets/a.cpp", "#include \"client/sets/node.hpp\"\n"}}, ""},
      {"between rooms",
       {{"client/sets/a.cpp", "\n#include \"scenarios/log/event.hpp\"\n"}},
       "client/sets/a.cpp:2: includes scenarios/log/event.hpp: client stands below scenarios (scripts/style/house)"},
      {"rooms beside each other",
       {{"pcap/sip/a.cpp", "#include \"reports/verdict.hpp\"\n"}},
       "pcap/sip/a.cpp:1: includes reports/verdict.hpp: pcap stands below reports (scripts/style/house)"},
      {"between folders",
       {{"client/selection/a.cpp", "#include \"client/operation/proxy.hpp\"\n"}},
       "client/selection/a.cpp:1: includes client/operation/proxy.hpp: client/selection does not stand above "
       "client/operation (scripts/style/house)"},
      {"neighbours of a floor",
       {{"client/script/a.cpp", "#include \"client/explain/situation.hpp\"\n"}},
       "client/script/a.cpp:1: includes client/explain/situation.hpp: client/script does not stand above "
       "client/explain (scripts/style/house)"},
      {"a file in no folder",
       {{"mock_engine/calls/a.cpp", "#include \"mock_engine/engine.hpp\"\n"}},
       "mock_engine/calls/a.cpp:1: includes mock_engine/engine.hpp: mock_engine/calls does not stand above "
       "mock_engine/engine (scripts/style/house)"},
      {"a folder that the table does not know",
       {{"client/attic/a.cpp", "#include \"client/sets/node.hpp\"\n"}},
       "client/attic/a.cpp:1: includes client/sets/node.hpp: client/attic has no floor (scripts/style/house)"},
  });
}

BOOST_AUTO_TEST_CASE(declarations_that_nothing_defines_or_uses) {
  const std::string caller = "#include \"base/a.hpp\"\nint main() { return f(1); }\n";
  expect({
      {"used and defined",
       {{"base/a.hpp", "int f(int);\n"}, {"base/a.cpp", "int f(int i) { return i; }\n"}, {"cli/main.cpp", caller}},
       ""},
      {"not defined",
       {{"base/a.hpp", "int f(int);\n"}, {"cli/main.cpp", caller}},
       "base/a.hpp:1: f is declared and nothing defines it"},
      {"not used",
       {{"base/a.hpp", "int f(int);\n"}, {"base/a.cpp", "int f(int i) { return i; }\n"}},
       "base/a.hpp:1: f is declared and nothing uses it"},
      {"a variable of that name is no use",
       {{"base/a.hpp", "inline int f(int i) { return i; }\n"},
        {"cli/main.cpp", "int main() {\n  const int f = 1;\n  return f;\n}\n"}},
       "base/a.hpp:1: f is declared and nothing uses it"},
      {"a pointer to it is one",
       {{"base/a.hpp", "inline int f(int i) { return i; }\n"}, {"cli/main.cpp", "int main() { return g(1, &f); }\n"}},
       ""},
      {"a member of another class is not its definition",
       {{"base/a.hpp", "class A {\n  int f(int);\n};\nA& g(A&);\n"},
        {"base/a.cpp", "int B::f(int i) { return g(i).f(i); }\nA& g(A& a) { return a; }\n"}},
       "base/a.hpp:2: f is declared and nothing defines it"},
      {"a type",
       {{"base/a.hpp", "struct Used {};\nstruct Lonely {\n  Lonely(const Lonely&);\n};\n"},
        {"cli/main.cpp", "Used used;\n"}},
       "base/a.hpp:2: Lonely is declared and nothing uses it"},
      {"a member variable",
       {{"base/a.hpp", "struct A {\n  int used = 0, lonely = 0;\n};\n"},
        {"cli/main.cpp", "int g(A& a) { return a.used; }\n"}},
       "base/a.hpp:2: lonely is declared and nothing uses it"},
      {"an enumerator may stand for its number",
       {{"base/a.hpp", "enum class Colour : int { red, green };\n"}, {"cli/main.cpp", "Colour c = Colour::red;\n"}},
       ""},
      {"what CMake defines",
       {{"scenarios/a.hpp", "int kinds();\nint others();\n"},
        {"scenarios/CMakeLists.txt", "rtpe_kind_table(rtpe_scenarios Kind kinds folder)\n# others\n"},
        {"cli/main.cpp", "int main() { return kinds() + others(); }\n"}},
       "scenarios/a.hpp:2: others is declared and nothing defines it"},
      {"what libraries call",
       {{"base/a.hpp", "struct Hash {\n  using is_transparent = void;\n};\nextern Hash h;\n"}},
       ""},
  });
}

BOOST_AUTO_TEST_CASE(the_core_touches_nothing_outside) {
  const std::string clock = "auto now() { return std::chrono::steady_clock::now(); }\n";
  expect({
      {"in the core",
       {{"client/sets/a.cpp", clock}},
       "client/sets/a.cpp:1: touches the outside world inside the sans-I/O core"},
      {"sockets",
       {{"mock_engine/engine.cpp", "#include <boost/asio/ip/udp.hpp>\n"}},
       "mock_engine/engine.cpp:1: touches the outside world inside the sans-I/O core"},
      {"in a driver", {{"client/transport/a.cpp", clock}, {"scenarios/world/real_clock.cpp", clock}}, ""},
  });
}

BOOST_AUTO_TEST_CASE(files_over_400_lines) {
  expect({
      {"400", {{"base/a.cpp", lines(400, "\n")}}, ""},
      {"401", {{"base/a.cpp", lines(401, "\n")}}, "base/a.cpp:401: 401 lines; split it (limit 400)"},
  });
}

BOOST_AUTO_TEST_SUITE_END()
