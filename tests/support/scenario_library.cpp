#include "tests/support/scenario_library.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "base/problems.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::test {

std::vector<std::filesystem::path> library_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_directory() + "/scenarios/library"))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::vector<scenario::ScenarioFile> cases_of(const std::filesystem::path& file) {
  auto scenarios = scenario::read_scenarios(file.string());
  if (!scenarios) BOOST_FAIL(text_of(scenarios.error()));
  return *scenarios;
}

std::vector<scenario::ScenarioFile> library_cases() {
  std::vector<scenario::ScenarioFile> all;
  for (const auto& file : library_files())
    for (scenario::ScenarioFile& one : cases_of(file)) all.push_back(std::move(one));
  return all;
}

}  // namespace rtpe::test
