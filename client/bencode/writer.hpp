// Bencode writer: appends to the caller's buffer, keys in the order given, never sorted (behaviour.md 5.1).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::bencode {

/// Appends values to `out`, which the caller clears and reuses; no allocation once `out` is large enough.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(&out) {}
  Writer& string(std::string_view text);
  Writer& integer(std::int64_t value);
  Writer& begin_list() { return put('l'); }
  Writer& begin_dictionary() { return put('d'); }
  Writer& end() { return put('e'); }
  /// A dictionary key; the value follows.
  Writer& key(std::string_view name) { return string(name); }
  Writer& pair(std::string_view name, std::string_view value) { return string(name).string(value); }
  Writer& pair(std::string_view name, std::int64_t value) { return string(name).integer(value); }
  /// Bytes that are bencode already.
  Writer& raw(std::string_view bencoded);

 private:
  Writer& put(char byte) {
    out_->push_back(byte);
    return *this;
  }
  std::string* out_;
};

}  // namespace rtpe::bencode
