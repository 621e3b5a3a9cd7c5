// What a started program says, line by line.
#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::scenario {

class LinePipe {
 public:
  using Reader = std::function<void(std::string_view line)>;
  /// `reader` is told each line without its end, as it comes and from inside drain().
  static Expected<std::unique_ptr<LinePipe>> open(boost::asio::io_context& context, Reader reader);
  ~LinePipe();
  LinePipe(const LinePipe&) = delete;
  LinePipe& operator=(const LinePipe&) = delete;

  /// The end that the program writes to; closed by started().
  [[nodiscard]] int writer() const;
  /// The program has its copy.
  void started();
  /// Reads what has been written so far. What a program did after it wrote a line comes after that line then.
  void drain();
  /// The last lines that keep() took, for an error, with " | " between them.
  [[nodiscard]] std::string last_lines() const;
  void keep(std::string_view line);

 private:
  struct State;
  explicit LinePipe(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace rtpe::scenario
