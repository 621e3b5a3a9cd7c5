#include "tests/conformance/kamailio/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>
#include <utility>

#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/kamailio/library_run.hpp"
#include "tests/conformance/kamailio/plan.hpp"

namespace rtpe::lane {

Outcome record(const Sequence& sequence, std::uint8_t slot) {
  Outcome outcome{.recording = {.sequence = sequence, .trace = {}}, .difference = {}, .error = {}, .attempts = 1};
  const auto library = run_on_library(sequence);
  if (!library) {
    outcome.error = library.error();
    return outcome;
  }
  auto kamailio = run_on_kamailio(sequence, slot);
  if (!kamailio) {
    outcome.error = kamailio.error();
    return outcome;
  }
  outcome.latest_ms = kamailio->latest_ms;
  outcome.recording.trace = std::move(kamailio->trace);
  outcome.difference = compare(outcome.recording.trace, library->trace, tolerance_ms(sequence));
  return outcome;
}

namespace {

/// Records the sequences with these indices into their outcomes.
void record_some(std::span<const Sequence> sequences, const std::vector<std::size_t>& indices, unsigned jobs,
                 const CampaignOptions& options, std::vector<Outcome>& outcomes) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> workers;
  for (unsigned job = 0; job < std::min<std::size_t>(jobs, indices.size()); ++job)
    workers.emplace_back([&, slot = static_cast<std::uint8_t>(options.first_slot + job)] {
      for (std::size_t i = next++; i < indices.size(); i = next++) {
        Outcome& outcome = outcomes[indices[i]];
        const unsigned attempts = outcome.attempts;
        outcome = record(sequences[indices[i]], slot);
        outcome.attempts += attempts;
      }
    });
}

}  // namespace

std::vector<Outcome> record_all(std::span<const Sequence> sequences, const CampaignOptions& options) {
  std::vector<Outcome> outcomes(sequences.size());
  std::vector<std::size_t> indices(sequences.size());
  std::iota(indices.begin(), indices.end(), 0);
  unsigned jobs = options.jobs;
  for (unsigned attempt = 0; attempt < options.attempts && !indices.empty(); ++attempt) {
    record_some(sequences, indices, jobs, options, outcomes);
    std::erase_if(indices, [&](std::size_t index) { return outcomes[index].good(); });
    jobs = std::max(1U, jobs / 3);
  }
  return outcomes;
}

namespace {

/// The last change of each engine counts.
void inherit(std::vector<EngineChange>& changes, const std::vector<EngineChange>& later) {
  for (const auto& change : later) {
    std::erase_if(changes, [&](const EngineChange& old) { return old.engine == change.engine; });
    changes.push_back(change);
  }
}

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
      inherit(inherited, step.engines);
      continue;
    }
    inherit(inherited, step.engines);
    step.engines = std::exchange(inherited, {});
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
  CampaignOptions once = options;
  once.attempts = 1;
  std::size_t chunk = std::max<std::size_t>(1, smallest.recording.sequence.steps.size() / 2);
  for (int round = 0; round < most_rounds && chunk > 0; ++round) {
    const Sequence& current = smallest.recording.sequence;
    std::vector<Sequence> candidates;
    for (std::size_t begin = 0; begin < current.steps.size(); begin += chunk)
      if (auto shorter = without(current, begin, std::min(begin + chunk, current.steps.size())))
        if (shorter->steps.size() < current.steps.size()) candidates.push_back(std::move(*shorter));
    const auto outcomes = record_all(candidates, once);
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
