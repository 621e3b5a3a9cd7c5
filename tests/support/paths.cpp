#include "tests/support/paths.hpp"

namespace rtpe::test {

const std::string& source_directory() {
  static const std::string path = RTPE_LAB_SOURCE_DIR;
  return path;
}

const std::string& data_directory() {
  static const std::string path = RTPE_LAB_SOURCE_DIR "/tests/data";
  return path;
}

const std::string& lab_program_path() {
  static const std::string path = RTPE_LAB_PROGRAM;
  return path;
}

const std::string& example_program_path() {
  static const std::string path = RTPE_LAB_EXAMPLE;
  return path;
}

}  // namespace rtpe::test
