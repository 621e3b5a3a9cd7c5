#include "mock_engine/calls/codec_list.hpp"

#include <algorithm>
#include <boost/container_hash/hash.hpp>

namespace rtpe::mock {

CodecList::CodecList(std::vector<Codec> codecs) {
  if (codecs.empty()) return;
  block_.reset(new Block);
  block_->codecs = std::move(codecs);
}

const std::vector<Codec>& CodecList::get() const {
  static const std::vector<Codec> none;
  return block_ != nullptr ? block_->codecs : none;
}

std::vector<Codec>& CodecList::edit() {
  if (block_ == nullptr || block_->owners > 1) {
    auto* const copy = new Block;
    copy->codecs = get();
    block_.reset(copy);
  }
  return block_->codecs;
}

std::size_t CodecLists::Hash::operator()(const CodecList& list) const {
  std::size_t hash = 0;
  for (const Codec& codec : list) {
    boost::hash_combine(hash, codec.name.view());
    if (!codec.format.empty()) boost::hash_combine(hash, codec.format.view());
    if (!codec.feedback.empty()) boost::hash_combine(hash, codec.feedback.view());
    boost::hash_combine(hash, codec.clock_rate << 8U | codec.payload_type);
  }
  return hash;
}

bool CodecLists::Equal::operator()(const CodecList& left, const CodecList& right) const {
  return left.get() == right.get();
}

void CodecLists::share(CodecList& list) {
  if (list.empty()) {
    list = {};  // edit() may have left a block without codecs
    return;
  }
  for (const CodecList& known : recent_)
    if (known.block_ == list.block_ || known.get() == list.get()) {
      list = known;
      return;
    }
  const auto [place, is_new] = lists_.insert(list);
  if (!is_new) list = *place;
  recent_[next_recent_++ % recent_.size()] = list;
  if (lists_.size() < sweep_at_) return;
  boost::unordered::erase_if(lists_, [](const CodecList& known) { return known.block_->owners == 1; });
  sweep_at_ = std::max<std::size_t>(64, lists_.size() * 2);
}

}  // namespace rtpe::mock
