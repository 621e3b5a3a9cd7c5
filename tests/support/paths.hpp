// Where this checkout and this build are. Only paths.cpp depends on it, so that several checkouts share a compiler
// cache.
#pragma once
#include <string>

namespace rtpe::test {

/// The root of the source tree.
const std::string& source_directory();
/// tests/data.
const std::string& data_directory();
/// The rtpe-lab program of this build.
const std::string& lab_program_path();
/// The program of docs/examples/one_call.cpp of this build.
const std::string& example_program_path();

}  // namespace rtpe::test
