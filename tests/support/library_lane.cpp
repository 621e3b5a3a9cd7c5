#include "tests/support/library_lane.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::test {

void compare_library(std::span<const std::string_view> scenarios, std::string_view pair) {
  const LabProgram lab;
  for (const std::string_view name : scenarios) {
    const auto play = [&] {
      return lab.run(
          fmt::format("run {}/scenarios/library/{}.toml --until 5s --compare {}", source_directory(), name, pair));
    };
    auto ran = play();
    if (ran.exit_code != 0) {
      fmt::print("{} is played again:\n{}{}\n", name, ran.out, ran.err);
      ran = play();
    }
    BOOST_TEST(ran.exit_code == 0, name << "\n" << ran.out << ran.err);
  }
}

}  // namespace rtpe::test
