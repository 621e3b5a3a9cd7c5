#include "pcap/file/merged_source.hpp"

#include <utility>

namespace rtpe::capture {

MergedSource::MergedSource(std::vector<std::unique_ptr<FrameSource>> sources) {
  for (auto& source : sources) inputs_.push_back({std::move(source), std::nullopt});
  for (Input& input : inputs_) advance(input);
}

void MergedSource::advance(Input& input) {
  auto frame = input.source->next();
  if (frame) {
    input.front = *frame;
    return;
  }
  input.front.reset();
  if (!damage_) damage_ = frame.error();
}

Expected<std::optional<Frame>> MergedSource::next() {
  if (given_ != nullptr) advance(*given_);
  given_ = nullptr;
  for (Input& input : inputs_)
    if (input.front && (given_ == nullptr || input.front->time < given_->front->time)) given_ = &input;
  if (given_ == nullptr) {
    if (damage_) return std::unexpected(*std::exchange(damage_, std::nullopt));
    return std::nullopt;
  }
  Frame frame = *given_->front;
  frame.number = ++frames_;
  return frame;
}

}  // namespace rtpe::capture
