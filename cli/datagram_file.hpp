// What a run sent, as a capture file.
#pragma once
#include <memory>
#include <string>

#include "base/error.hpp"
#include "cli/datagram_comments.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::cli {

/// Writes each datagram into a pcapng file. The first trouble ends the writing; close() tells it.
class DatagramFile : public scenario::DatagramSink {
 public:
  /// `start`: what the run's time 0 is in the file; `comments`, which must outlive the file, has what packets say of
  /// themselves. `path` is created or replaced when
  /// close() succeeds (ReplacedFile). Error: it cannot be.
  static Expected<std::unique_ptr<DatagramFile>> create(const std::string& path, Time start,
                                                        const DatagramComments& comments);
  /// Another time is 0 from now on.
  virtual void begin(Time start) = 0;
  virtual Expected<void> close() = 0;
};

}  // namespace rtpe::cli
