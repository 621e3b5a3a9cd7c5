// The options of one [[check]] or [[fault]]: a value whose type is known to its kind alone.
#pragma once
#include <memory>
#include <utility>

namespace rtpe::scenario {

/// A plain value: copies are equal, and never change. Empty: the kind has no options, or all are its defaults.
class KindOptions {
 public:
  KindOptions() = default;
  /// `options`: of a type with == and a default for every member.
  template <class Options>
  static KindOptions of(Options options) {
    KindOptions made;
    made.held_ = std::make_shared<const Held<Options>>(std::move(options));
    return made;
  }
  /// The defaults when it is empty, or of another type.
  template <class Options>
  [[nodiscard]] const Options& as() const {
    static const Options defaults{};
    const auto* held = dynamic_cast<const Held<Options>*>(held_.get());
    return held == nullptr ? defaults : held->options;
  }
  bool operator==(const KindOptions& other) const {
    return held_ == other.held_ || (held_ != nullptr && other.held_ != nullptr && held_->equals(*other.held_));
  }

 private:
  struct Base {
    virtual ~Base() = default;
    [[nodiscard]] virtual bool equals(const Base& other) const = 0;
  };
  template <class Options>
  struct Held final : Base {
    explicit Held(Options value) : options(std::move(value)) {}
    [[nodiscard]] bool equals(const Base& other) const override {
      const auto* same = dynamic_cast<const Held*>(&other);
      return same != nullptr && options == same->options;
    }
    Options options;
  };
  std::shared_ptr<const Base> held_;
};

}  // namespace rtpe::scenario
