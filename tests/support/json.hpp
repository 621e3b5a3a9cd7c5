// Reads the JSON vectors below tests/data.
#pragma once
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/paths.hpp"

namespace rtpe::test {

/// `name`: path below tests/data. Fails the test when it cannot be read.
inline boost::json::value read_json(const std::string& name) {
  std::ifstream file(data_directory() + "/" + name);
  BOOST_REQUIRE_MESSAGE(file, "cannot open tests/data/" << name);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

inline std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

/// Bytes written as hexadecimal digits.
inline std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  return bytes;
}

}  // namespace rtpe::test
