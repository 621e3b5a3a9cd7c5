// Values of pseudo-variables by name.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::proxy {

/// "$var(x)", "$avp(setid)", ... A script has few, so they are looked through. What is cleared keeps its buffers.
class Variables {
 public:
  struct Row {
    std::string name, text;
    bool is_integer = false;
  };
  /// nullptr: null.
  [[nodiscard]] const Row* find(std::string_view name) const;
  /// As the module assigns: a string, whatever it looks like.
  void write(std::string_view name, std::string_view text);
  /// As a user gives it (script::given_variable): text that is a decimal number counts as one.
  void give(std::string_view name, std::string_view text);
  void clear() { size_ = 0; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const Row* begin() const { return rows_.data(); }
  [[nodiscard]] const Row* end() const { return rows_.data() + size_; }

 private:
  Row* row_of(std::string_view name);
  static constexpr std::size_t most_rows = 10'000;  ///< further names are forgotten
  std::vector<Row> rows_;
  std::size_t size_ = 0;
};

}  // namespace rtpe::proxy
