// Lane: the JSON Schema of scenario files, read by somebody else's validator: it takes the whole library and refuses
// what is wrong.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/model/json_schema.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(schema_validator_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(a_validator_takes_the_library_and_refuses_wrong_files) {
  const test::LabProgram lab;
  const std::string source = test::source_directory(), schema = lab.file("schema.json", scenario::json_schema());
  std::string command = "python3 -B '" + source + "/tests/conformance/schema_validator.py' '" + schema + "' '" +
                        source + "/tests/data/scenarios/schema/good.toml' '" + source +
                        "/tests/data/scenarios/schema/wrong.txt'";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source + "/scenarios/library")) {
    if (entry.path().extension() != ".toml") continue;
    command += " '" + entry.path().string() + "'";
    ++files;
  }
  BOOST_TEST(files >= 45U);
  const std::string output = lab.path_of("output");
  const int status = std::system((command + " >'" + output + "' 2>&1").c_str());
  std::ostringstream said;
  said << std::ifstream(output).rdbuf();
  std::fputs(said.str().c_str(), stdout);
  BOOST_TEST(status == 0, said.str());
}

BOOST_AUTO_TEST_SUITE_END()
