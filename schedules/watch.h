// What the search looks out for while it goes: claims, acquisitions of locks, alternatives taken. First sightings only.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/step.h"
#include "schedules/held_sets.h"
#include "schedules/rules.h"

namespace replock::schedules {

/// Where something was seen first: in the state with this index, or at the n-th move (from 0) of those that the search
/// follows from it; where there are sleep sets, at the move by the rule with that number: they come in the same order.
struct Sighting {
  std::uint64_t state = 0;
  std::optional<std::uint32_t> move;
};

struct ClaimSeen {
  std::uint32_t claim = 0;
  Sighting at;
};

struct AcquisitionSeen {
  model::ThreadId thread = 0;
  model::StepId step = 0;
  std::vector<model::LockId> held;
  Sighting at;
};

/// The alternative by which this thread takes the lock of its step, or gets past a wait for other threads.
bool acquires(const model::World& world, model::ThreadId thread, const model::Step& step,
              const model::Alternative& alternative);

template <unsigned W>
class Watch {
 public:
  /// REQUIRES: world and rules outlive the watch. Adds the claims' conditions to the rules.
  Watch(const model::World& world, const model::Layout& layout, Rules<W>& rules,
        const std::vector<model::Claim>& claims);

  /// Whether look() has anything to do at this move; false for nearly all, soon.
  bool wants(std::uint32_t rule, const Words<W>& before, const Words<W>& after) const {
    if (wants_[rule] != Wants::claims) return wants_[rule] == Wants::any_move;
    const Quiet& quiet = quiet_[rule];
    std::uint64_t difference = 0;
    each_word<W>([&](unsigned w) {
      difference |= (before[w] & quiet.before_mask[w]) ^ quiet.before[w];
      difference |= (after[w] & quiet.after_mask[w]) ^ quiet.after[w];
    });
    return difference != 0;
  }
  /// Whether wants() ever says so.
  bool may_want(std::uint32_t rule) const { return wants_[rule] != Wants::nothing; }
  void look(std::uint32_t rule, const Words<W>& before, const Words<W>& after, const Sighting& here);
  void look_at_entry(const Words<W>& initial);
  void look_at_rest(const Words<W>& resting, std::uint64_t state);

  /// How much was seen.
  struct Mark {
    std::size_t claims = 0, acquisitions = 0, taken = 0;
  };
  Mark mark() const { return {claims_seen_.size(), acquisitions_seen_.size(), taken_.size()}; }
  /// Forgets what was seen since. From here on it is only asked.
  void take_back(const Mark& mark);

  /// As if it had seen these, and the rules had been taken. REQUIRES: nothing was seen so far.
  void go_on_from(const std::vector<ClaimSeen>& claims, const std::vector<AcquisitionSeen>& acquisitions,
                  const std::vector<std::uint32_t>& taken);

  const std::vector<ClaimSeen>& claims() const { return claims_seen_; }
  const std::vector<AcquisitionSeen>& acquisitions() const { return acquisitions_seen_; }
  /// What the thread holds, by LockId.
  std::vector<model::LockId> held(model::ThreadId thread, const Words<W>& state) const;
  /// By rule.
  bool taken(std::uint32_t rule) const { return !watched_[rule].fresh; }
  /// Those that were, each once.
  const std::vector<std::uint32_t>& rules_taken() const { return taken_; }

 private:
  /// Bits of one word that have these values.
  struct Literal {
    std::uint8_t word = 0;
    std::uint64_t mask = 0, value = 0;
    bool holds(const Words<W>& state) const { return (state[word] & mask) == value; }
  };
  struct Pending {
    std::uint32_t claim = 0;
    model::Phase phase = model::Phase::after;
    Condition<W> bad;
    std::vector<Literal> excluded;  ///< fields of which `bad` says that they have not this value
    const Words<W>& seen(const Words<W>& before, const Words<W>& after) const {
      return phase == model::Phase::before ? before : after;
    }
  };
  /// A lock field that says that this thread holds the lock: by this value (writer), or by any but 0 (reader: 0 here).
  struct HeldProbe {
    model::LockId lock = 0;
    Probe probe;
    std::uint16_t value = 0;
    bool holds(const Words<W>& state) const {
      const std::uint16_t now = read<W>(state, probe);
      return value != 0 ? now == value : now != 0;
    }
  };
  struct Watched {
    model::ThreadId thread = 0;
    model::StepId step = 0;
    bool fresh = true;          // never taken so far
    bool acquires = false;      // look at the locks held each time
    bool held_once = false;     // ... but the first time will do
    std::uint8_t patience = 0;  // until what is quiet is chosen anew
    std::vector<Pending> claims;
  };
  using HeldMask = std::vector<std::uint64_t>;

  enum class Wants : std::uint8_t { nothing, claims, any_move };
  /// Something that refutes each of the rule's claims: where it all holds, none is violated.
  struct Quiet {
    Words<W> before_mask{}, before{}, after_mask{}, after{};
  };

  void add_rules(const HeldSets& held_sets);
  void note_wants(std::uint32_t rule, const Words<W>& before, const Words<W>& after);
  static std::optional<Literal> refuting(const Pending& claim, const Words<W>& state);
  static std::optional<Quiet> quiet_at(const std::vector<Pending>& claims, const Words<W>& before,
                                       const Words<W>& after);
  void add_claims(const model::Layout& layout, const std::vector<model::Claim>& claims, const HeldSets& held_sets);
  Pending pending(const model::Layout& layout, const model::Claim& claim) const;
  void add_held_probes(const model::Layout& layout, model::ThreadId thread);
  void look_at_claims(Watched& watched, const Words<W>& before, const Words<W>& after, const Sighting& here);
  void look_at_locks(Watched& watched, const Words<W>& before, const Sighting& here);
  void note_held(model::ThreadId thread, const Words<W>& state);

  const model::World& world_;
  Rules<W>& rules_;
  std::vector<Wants> wants_;      // by rule
  std::vector<Quiet> quiet_;      // by rule; where it wants claims
  std::vector<Watched> watched_;  // by rule
  std::vector<Pending> at_entry_, at_rest_;
  std::vector<std::vector<HeldProbe>> held_probes_;  // by thread
  HeldMask held_;                                    // what note_held() found
  std::vector<std::vector<HeldMask>> held_seen_;     // by stand
  std::vector<ClaimSeen> claims_seen_;
  std::vector<AcquisitionSeen> acquisitions_seen_;
  std::vector<std::uint32_t> taken_;  // in the order in which they first were
};

}  // namespace replock::schedules
