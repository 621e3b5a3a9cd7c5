// Bencode for people and for JSON readers.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace rtpe::cli {

/// A dictionary as lines "key: value", two blanks deeper per level; lists of plain values in one line, lists that hold
/// dictionaries or lists with one "-" per element. Bytes that are no bencode dictionary are printed as they are.
[[nodiscard]] std::string dictionary_text(std::string_view bytes);

/// Dictionaries become lists of [key, value], which keeps order and repeated keys; null: these bytes are no bencode.
[[nodiscard]] boost::json::value bencode_json(std::string_view bytes);

}  // namespace rtpe::cli
