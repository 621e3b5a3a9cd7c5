// Several captures as one, by time.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "pcap/file/frame.hpp"

namespace rtpe::capture {

/// Gives the earliest of the frames that stand at the front of its sources, numbered anew; in each source the order
/// stays as it is. A source that is damaged ends there; the first such error is given when all others have ended.
class MergedSource : public FrameSource {
 public:
  explicit MergedSource(std::vector<std::unique_ptr<FrameSource>> sources);
  Expected<bool> next(Frame& frame) override;

 private:
  struct Input {
    std::unique_ptr<FrameSource> source;
    Frame front;
    bool has_front = false;
  };
  void advance(Input& input);
  std::vector<Input> inputs_;
  Input* given_ = nullptr;  ///< its front was given out last
  std::optional<Error> damage_;
  std::uint64_t frames_ = 0;
};

}  // namespace rtpe::capture
