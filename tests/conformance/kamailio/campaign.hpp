// Many sequences at once, each on the library and on a Kamailio of its own.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tests/conformance/kamailio/compare.hpp"
#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

struct CampaignOptions {
  unsigned jobs = 32;           ///< Kamailios at a time; they mostly wait
  unsigned attempts = 3;        ///< a difference counts when it comes back in every attempt
  std::uint8_t first_slot = 0;  ///< of the loopback addresses 127.91.SLOT.*
};

struct Outcome {
  Recording recording;                   ///< as Kamailio played it
  std::optional<Difference> difference;  ///< from the library
  std::optional<Error> error;            ///< one side did not run at all
  unsigned attempts = 0;
  double latest_ms = 0;  ///< how late a step of the last attempt began, at worst: how busy the machine was
  [[nodiscard]] bool good() const { return !difference && !error; }
};

/// One sequence, once.
[[nodiscard]] Outcome record(const Sequence& sequence, std::uint8_t slot);

/// All of them, in parallel; the outcomes have the sequences' order. What differed is played again, each time with a
/// third of the Kamailios, because a busy machine disturbs, too.
[[nodiscard]] std::vector<Outcome> record_all(std::span<const Sequence> sequences, const CampaignOptions& options);

/// Fewest steps and engine changes that still differ: halves, then single steps, each candidate played on Kamailio.
[[nodiscard]] Outcome shrink(const Outcome& failing, const CampaignOptions& options);

}  // namespace rtpe::lane
