// The shipped scenarios, read.
#pragma once
#include <filesystem>
#include <vector>

#include "scenarios/model/scenario.hpp"

namespace rtpe::test {

/// Their files, by name.
std::vector<std::filesystem::path> library_files();
/// One for each case of its matrix. A file that cannot be read ends the test.
std::vector<scenario::ScenarioFile> cases_of(const std::filesystem::path& file);
/// Those of all files.
std::vector<scenario::ScenarioFile> library_cases();

}  // namespace rtpe::test
