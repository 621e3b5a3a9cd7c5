// Two small scenarios in a directory of their own, for tests of the command line: one passes, one fails.
#pragma once
#include <string>

#include "tests/support/lab_program.hpp"

namespace rtpe::test {

inline std::string small_scenario(const std::string& title, const std::string& check, const std::string& limit) {
  return "title = '" + title + "'\nseed = 3\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n" +
         "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n\"reply INVITE\" = ['rtpengine_manage()']\n" +
         "\"request BYE\" = ['rtpengine_delete()']\n[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n" +
         "[[traffic]]\nflow = 'basic-call'\nrate = '5/s'\ncount = 20\nhold = '5s'\n[[check]]\nthat = '" + check +
         "'\n" + limit + "\n";
}

struct TwoScenarios : LabProgram {
  TwoScenarios() {
    (void)file("good.toml", small_scenario("Steady", "calls_lost", "max = 0"));
    (void)file("bad.toml", small_scenario("Broken", "calls_lost", "max = 0") +
                               "[[fault]]\nat = '1s'\nengine = 'a'\ndo = 'blackhole'\n");
  }
};

}  // namespace rtpe::test
