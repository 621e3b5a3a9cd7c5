#include "pcap/file/merged_source.hpp"

#include <utility>

namespace rtpe::capture {

MergedSource::MergedSource(std::vector<std::unique_ptr<FrameSource>> sources) {
  for (auto& source : sources) inputs_.emplace_back().source = std::move(source);
  for (Input& input : inputs_) advance(input);
}

void MergedSource::advance(Input& input) {
  const auto has_frame = input.source->next(input.front);
  input.has_front = has_frame.value_or(false);
  if (!has_frame && !damage_) damage_ = has_frame.error();
}

Expected<bool> MergedSource::next(Frame& frame) {
  if (given_ != nullptr) advance(*given_);
  given_ = nullptr;
  for (Input& input : inputs_)
    if (input.has_front && (given_ == nullptr || input.front.time < given_->front.time)) given_ = &input;
  if (given_ == nullptr) {
    if (damage_) return std::unexpected(*std::exchange(damage_, std::nullopt));
    return false;
  }
  frame = given_->front;
  frame.number = ++frames_;
  return true;
}

}  // namespace rtpe::capture
