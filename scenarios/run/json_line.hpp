// One JSON object on one line, written straight into a buffer.
#pragma once
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_text.hpp"

namespace rtpe::scenario {

/// Keys are written as given and must need no escaping.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(&out) { out_->push_back('{'); }
  JsonLine& text(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(*out_, value);
    return *this;
  }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  JsonLine& number(std::string_view key, T value) {
    begin(key);
    digits(value);
    return *this;
  }
  JsonLine& boolean(std::string_view key, bool value) {
    begin(key);
    out_->append(value ? "true" : "false");
    return *this;
  }
  JsonLine& begin_list(std::string_view key) {
    begin(key);
    out_->push_back('[');
    first_ = true;
    return *this;
  }
  /// A string as the next element of the list.
  JsonLine& element(std::string_view value) {
    comma();
    append_json_string(*out_, value);
    return *this;
  }
  JsonLine& begin_object() {
    comma();
    out_->push_back('{');
    first_ = true;
    return *this;
  }
  JsonLine& end_object() {
    out_->push_back('}');
    first_ = false;
    return *this;
  }
  JsonLine& end_list() {
    out_->push_back(']');
    first_ = false;
    return *this;
  }
  void end() { out_->append("}\n"); }

 private:
  void comma() {
    if (!first_) out_->push_back(',');
    first_ = false;
  }
  void begin(std::string_view key) {
    comma();
    out_->push_back('"');
    out_->append(key);
    out_->append("\":");
  }
  template <class T>
  void digits(T value) {
    char buffer[24];
    out_->append(std::string_view(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr));
  }
  std::string* out_;
  bool first_ = true;
};

}  // namespace rtpe::scenario
