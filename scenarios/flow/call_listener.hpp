// What the lab learns about a call beside what its parties see. Nobody in the run decides by it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::flow {

/// Told by proxies; `call` and `handle` are the packet's.
class CallListener {
 public:
  virtual ~CallListener() = default;
  /// media: an offer or an answer failed, and with it the call. Other troubles leave it completed.
  enum class Trouble : std::uint8_t { media, other };
  struct Failure {
    Trouble trouble = Trouble::media;
    std::string_view message;  ///< at which message, as events name it
    std::string_view why;
  };
  /// An operation for one of the call's messages was needed and failed.
  virtual void operation_failed(std::uint64_t call, std::uint32_t handle, const Failure& failure) = 0;
  /// An offer or answer went well: the engine has the call's media.
  virtual void media_at(std::uint64_t call, std::uint32_t handle, std::uint32_t engine) = 0;
};

struct Talk {
  std::string_view call_id;
  std::array<std::string_view, 2> tags;
  Duration duration{};
  const MediaQuality* quality = nullptr;  ///< that both report; null: they report nothing
};

/// Told by parties that talk.
class MediaSink {
 public:
  virtual ~MediaSink() = default;
  /// Both parties of a call send media to the engine from now on for `duration`, 50 packets a second, so that it does
  /// not take the call for a dead one. Nothing happens when the engine does not know the call.
  virtual void talk(std::uint32_t engine, const Talk& talk) = 0;
};

}  // namespace rtpe::scenario::flow
