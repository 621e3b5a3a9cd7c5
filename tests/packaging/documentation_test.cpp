// Every shell block of README.md and docs/ is executed, with the built program first in the PATH; every TOML block that
// is a scenario, or a part of one, is read.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios/model/scenario.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(documentation_test)

namespace {

struct Block {
  std::string file;
  int line = 0;
  std::string text;
};

std::vector<Block> blocks_of(const std::filesystem::path& file, const std::string& language) {
  std::ifstream in(file);
  std::vector<Block> blocks;
  std::string line;
  bool inside = false;
  for (int number = 1; std::getline(in, line); ++number) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else if (line == "```" + language) {
      inside = true;
      blocks.push_back({file.filename().string(), number, ""});
    }
  }
  BOOST_REQUIRE_MESSAGE(!inside, file.string() << " has an unclosed block");
  return blocks;
}

/// Commands that this very test is part of, or that build the project once more; other jobs of CI run them.
bool runs_elsewhere(const std::string& command) {
  for (const char* prefix :
       {"scripts/demo", "scripts/test", "scripts/install-deps", "cmake --preset", "ctest --preset"})
    if (command.starts_with(prefix)) return true;
  return false;
}

std::string without_what_runs_elsewhere(const Block& block) {
  std::istringstream lines(block.text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (!runs_elsewhere(line)) {
      kept += line + "\n";
      continue;
    }
    const std::string program = line.substr(0, line.find(' '));
    if (program.starts_with("scripts/"))
      BOOST_TEST(std::filesystem::exists(std::filesystem::path(rtpe::test::source_directory()) / program),
                 block.file << ":" << block.line << " names " << program);
  }
  return kept;
}

std::vector<std::filesystem::path> documents() {
  const std::filesystem::path source = rtpe::test::source_directory();
  std::vector<std::filesystem::path> files = {source / "README.md", source / "HACKING.md"};
  for (const auto& entry : std::filesystem::directory_iterator(source / "docs"))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  return files;
}

/// A part of a scenario with the tables that it lacks.
std::string completed(std::string text) {
  const std::pair<std::string, std::string> parts[] = {
      {"[client]", "rtpengine_sock = 'udp:10.0.0.1:2223 udp:10.0.0.2:2223'"},
      {"[routing]", "'request INVITE' = 'rtpengine_manage()'"},
      {"[[engine]]", "name = 'a'\nlisten = 'udp:10.0.0.1:2223'\n[[engine]]\nname = 'b'\nlisten = 'udp:10.0.0.2:2223'"},
      {"[[traffic]]", "until = '1h'"},
  };
  for (const auto& [table, content] : parts)
    if (text.find(table) == std::string::npos) text += table + "\n" + content + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_scenario_block_is_valid) {
  std::size_t blocks = 0;
  for (const auto& file : documents()) {
    const bool is_about_scenarios = file.filename() == "scenario-file.md" || file.filename() == "README.md";
    if (!is_about_scenarios) continue;
    for (const Block& block : blocks_of(file, "toml")) {
      ++blocks;
      const auto scenario = rtpe::scenario::parse_scenarios(completed(block.text), block.file);
      BOOST_TEST(scenario.has_value(),
                 block.file << ":" << block.line << ": " << (scenario ? "" : scenario.error().front().text()));
    }
  }
  BOOST_TEST(blocks >= 9U);
}

BOOST_AUTO_TEST_CASE(every_shell_block_runs) {
  const std::filesystem::path source = rtpe::test::source_directory();
  std::size_t blocks = 0;
  const std::string path = std::filesystem::path(rtpe::test::lab_program_path()).parent_path().string();
  for (const auto& file : documents())
    for (const Block& block : blocks_of(file, "sh")) {
      ++blocks;
      const auto script =
          std::filesystem::temp_directory_path() / ("rtpe-lab-block-" + std::to_string(getpid()) + ".sh");
      std::ofstream(script) << "set -euo pipefail\ncd '" << source.string() << "'\nexport PATH='" << path << "':$PATH\n"
                            << without_what_runs_elsewhere(block);
      const int status = std::system(("bash '" + script.string() + "' >'" + script.string() + ".out' 2>&1").c_str());
      std::ifstream output(script.string() + ".out");
      std::ostringstream text;
      text << output.rdbuf();
      BOOST_TEST(status == 0, block.file << ":" << block.line << " exited with " << status << "\n"
                                         << block.text << text.str());
      std::filesystem::remove(script);
      std::filesystem::remove(script.string() + ".out");
    }
  BOOST_TEST(blocks >= 4U);
}

BOOST_AUTO_TEST_SUITE_END()
