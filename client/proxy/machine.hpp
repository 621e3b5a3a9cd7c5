// A state machine of the client as a process sees it.
#pragma once
#include "client/operation/action.hpp"

namespace rtpe::proxy {

/// Refers to a script::Call, a control::PingAll, ...: whatever has resume(now, input) -> Action.
class Machine {
 public:
  Machine() = default;
  template <class T>
  explicit Machine(T& object)
      : object_(&object), resume_([](void* machine, Time now, const Input& input) {
          return static_cast<T*>(machine)->resume(now, input);
        }) {}
  Action resume(Time now, const Input& input) { return resume_(object_, now, input); }
  [[nodiscard]] explicit operator bool() const { return object_ != nullptr; }

 private:
  void* object_ = nullptr;
  Action (*resume_)(void*, Time, const Input&) = nullptr;
};

}  // namespace rtpe::proxy
