#include "tests/conformance/kamailio/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/kamailio/library_run.hpp"
#include "tests/conformance/kamailio/plan.hpp"

namespace rtpe::lane {

Outcome record(const Sequence& sequence, std::uint8_t slot, const CampaignOptions& options) {
  Outcome outcome{.recording = {.sequence = sequence, .trace = {}}, .difference = {}, .error = {}};
  const auto library = run_on_library(sequence);
  if (!library) {
    outcome.error = library.error();
    return outcome;
  }
  while (outcome.attempts < options.attempts) {
    ++outcome.attempts;
    auto kamailio = run_on_kamailio(sequence, slot);
    if (!kamailio) {
      outcome.error = kamailio.error();
      continue;
    }
    outcome.error.reset();
    outcome.recording.trace = std::move(kamailio->trace);
    outcome.difference = compare(outcome.recording.trace, library->trace, tolerance_ms(sequence));
    if (!outcome.difference && kamailio->latest_ms <= options.latest_ms) break;
  }
  return outcome;
}

std::vector<Outcome> record_all(std::span<const Sequence> sequences, const CampaignOptions& options,
                                const std::function<void(std::size_t, const Outcome&)>& done) {
  std::vector<Outcome> outcomes(sequences.size());
  std::atomic<std::size_t> next = 0;
  std::mutex reporting;
  std::vector<std::jthread> workers;
  const auto jobs = static_cast<unsigned>(std::min<std::size_t>(options.jobs, sequences.size()));
  for (unsigned job = 0; job < jobs; ++job)
    workers.emplace_back([&, slot = static_cast<std::uint8_t>(options.first_slot + job)] {
      for (std::size_t i = next++; i < sequences.size(); i = next++) {
        outcomes[i] = record(sequences[i], slot, options);
        const std::scoped_lock lock(reporting);
        if (done) done(i, outcomes[i]);
      }
    });
  workers.clear();
  return outcomes;
}

namespace {

/// The sequence without the steps [begin, end), planned anew; nullopt: it cannot be planned.
std::optional<Sequence> without(const Sequence& sequence, std::size_t begin, std::size_t end) {
  Sequence shorter = sequence;
  std::vector<std::uint32_t> gaps_ms;
  std::vector<EngineChange> inherited;
  shorter.steps.clear();
  std::uint32_t before_ms = 0;
  for (std::size_t i = 0; i < sequence.steps.size(); ++i) {
    Step step = sequence.steps[i];
    if (i >= begin && i < end) {
      inherited.insert(inherited.end(), step.engines.begin(), step.engines.end());
      continue;
    }
    step.engines.insert(step.engines.begin(), inherited.begin(), inherited.end());
    inherited.clear();
    gaps_ms.push_back(std::max(40U, step.at_ms - before_ms));
    before_ms = step.at_ms;
    shorter.steps.push_back(std::move(step));
  }
  if (!plan(shorter, std::move(gaps_ms))) return std::nullopt;
  return shorter;
}

/// What Kamailio did last is the best guess of how long the sequence has to be.
Sequence cut_after(const Sequence& sequence, const Difference& difference) {
  Sequence out = sequence;
  out.steps.resize(std::min(out.steps.size(), difference.step));
  return out;
}

}  // namespace

Outcome shrink(const Outcome& failing, const CampaignOptions& options) {
  Outcome smallest = failing;
  if (!failing.difference) return smallest;
  smallest.recording.sequence = cut_after(failing.recording.sequence, *failing.difference);
  smallest.recording.trace.resize(smallest.recording.sequence.steps.size() + 1);
  constexpr int most_rounds = 40;
  std::size_t chunk = std::max<std::size_t>(1, smallest.recording.sequence.steps.size() / 2);
  for (int round = 0; round < most_rounds && chunk > 0; ++round) {
    const Sequence& current = smallest.recording.sequence;
    std::vector<Sequence> candidates;
    for (std::size_t begin = 0; begin < current.steps.size(); begin += chunk)
      if (auto shorter = without(current, begin, std::min(begin + chunk, current.steps.size())))
        if (shorter->steps.size() < current.steps.size()) candidates.push_back(std::move(*shorter));
    const auto outcomes = record_all(candidates, options);
    const auto better =
        std::ranges::find_if(outcomes, [](const Outcome& outcome) { return outcome.difference.has_value(); });
    if (better == outcomes.end()) {
      chunk /= 2;
      continue;
    }
    smallest = *better;
    smallest.recording.sequence = cut_after(better->recording.sequence, *better->difference);
    smallest.recording.trace.resize(smallest.recording.sequence.steps.size() + 1);
    chunk = std::min(chunk, std::max<std::size_t>(1, smallest.recording.sequence.steps.size() / 2));
  }
  return smallest;
}

}  // namespace rtpe::lane
