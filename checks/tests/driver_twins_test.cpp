// Twins of the checks on atomic context, V1's word, readers without a lock, and things that are gone.
#include <catch2/catch.hpp>

#include "checks/tests/twin.h"

using namespace replock;
using namespace replock::model;
using checks::Check;
using replock::tests::Body;
using replock::tests::esw0;
using replock::tests::Twin;
using replock::tests::violated_after;

namespace {

constexpr std::size_t eth = at(RepType::eth), ib = at(RepType::ib);

std::optional<std::size_t> after(const Twin& twin, Check check) { return violated_after(twin.verdict(), check); }

Twin with_events(Body body) {
  return {.topology = {.pfs = 1, .vfs = 1, .vfs_change = true}, .threads = {std::move(body)}};
}

const Topology two_unloadable{.pfs = 2, .vfs = 0, .eth_device = true, .unload = true};
const FirstState both{.modes = {Mode::offloads, Mode::offloads}};

}  // namespace

TEST_CASE("twins of sleep-in-atomic: a notifier callback that locks, one that allocates with GFP_KERNEL") {
  const auto locks = [](bool atomic) {
    return with_events([atomic](Thread& t, Driver& d) {
      if (!atomic) return t.lock(esw0(d).devlink), t.unlock(esw0(d).devlink);
      const AtomicContext context = t.atomic_context();
      t.lock(esw0(d).devlink);
      t.unlock(esw0(d).devlink);
    });
  };
  CHECK(after(locks(true), Check::sleep_in_atomic) == 1);
  CHECK_FALSE(after(locks(false), Check::sleep_in_atomic).has_value());

  const auto allocates = [](Gfp gfp) {
    return with_events([gfp](Thread& t, Driver& d) {
      const AtomicContext context = t.atomic_context();
      add_work(t, d, esw0(d), EswWork::vfs_changed, gfp);
    });
  };
  CHECK(after(allocates(Gfp::kernel), Check::sleep_in_atomic) == 1);
  CHECK_FALSE(after(allocates(Gfp::atomic), Check::sleep_in_atomic).has_value());
  CHECK_FALSE(after(allocates(Gfp::atomic), Check::needless_atomic).has_value());
}

TEST_CASE("twin of sleep-in-atomic: who has blocked V1's word takes a mutex") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .threads = {[](Thread& t, Driver& d) {
                                    lock_reps(t, esw0(d));
                                    t.lock(esw0(d).state_lock);
                                    t.unlock(esw0(d).state_lock);
                                    unlock_reps(t, esw0(d));
                                  }}};
  };
  CHECK(after(twin("V1"), Check::sleep_in_atomic) == 2);
  CHECK_FALSE(after(twin("L7"), Check::sleep_in_atomic).has_value());
}

TEST_CASE("twin of needless-atomic: GFP_ATOMIC in process context") {
  const auto twin = [](Gfp gfp) {
    return with_events([gfp](Thread& t, Driver& d) { add_work(t, d, esw0(d), EswWork::reload_reps, gfp); });
  };
  CHECK(after(twin(Gfp::atomic), Check::needless_atomic) == 1);
  CHECK_FALSE(after(twin(Gfp::kernel), Check::needless_atomic).has_value());
}

TEST_CASE("twins of assert-held for V1's word: nobody has blocked, somebody else has") {
  const Body forgets = [](Thread& t, Driver& d) {
    t.set(d.ib.driver, true);
    assert_reps_locked(t, esw0(d));
  };
  const Body blocks = [](Thread& t, Driver& d) {
    lock_reps(t, esw0(d));
    assert_reps_locked(t, esw0(d));
    unlock_reps(t, esw0(d));
  };
  const schedules::Verdict verdict = Twin{.series = "V1", .threads = {forgets, blocks}}.verdict();
  std::vector<std::pair<std::string, std::size_t>> found;
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check == "assert-held") found.emplace_back(finding.sentence, finding.schedule.size());
  CHECK(found == std::vector<std::pair<std::string, std::size_t>>{
                     {"BLOCKED is asserted and nobody has blocked", 1},
                     {"BLOCKED is asserted by a thread that has not blocked, and passes", 2}});
  CHECK_FALSE(after(Twin{.series = "V1", .threads = {blocks, blocks}}, Check::assert_held).has_value());
}

TEST_CASE("twins of device-lifetime and ops-lifetime: readers without a lock") {
  const Body reader = [](Thread& t, Driver& d) { look_up_device(t, esw0(d), RepType::ib); };
  const auto beside = [&](Body other) { return Twin{.threads = {reader, std::move(other)}}; };
  const Twin alone{.threads = {reader}};
  CHECK_FALSE(after(alone, Check::device_lifetime).has_value());
  CHECK_FALSE(after(alone, Check::ops_lifetime).has_value());
  CHECK(after(beside([](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[ib], false); }), Check::device_lifetime) ==
        4);
  CHECK(after(beside([](Thread& t, Driver& d) { t.set(d.ib.text, false); }), Check::ops_lifetime) == 3);
  CHECK(after(beside([](Thread& t, Driver& d) { t.set(esw0(d).ops[ib], Ops::null); }), Check::ops_lifetime) == 3);
}

TEST_CASE("twin of device-lifetime: an event reaches a LOADED representor that has no priv") {
  const auto twin = [](bool broken) {
    return Twin{.topology = {.pfs = 2, .vfs = 0, .pairing = true},
                .first = both,
                .threads = {[broken](Thread& t, Driver& d) {
                  if (broken) t.set(d.eswitches[1].uplink().priv[eth], false);
                  pair_with_peers(t, d, esw0(d));
                }}};
  };
  CHECK(after(twin(true), Check::device_lifetime).has_value());
  CHECK_FALSE(after(twin(false), Check::device_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: an auxiliary device is deleted twice") {
  const auto twin = [](int times) {
    return Twin{.threads = {[times](Thread& t, Driver& d) {
                  for (int i = 0; i < times; ++i) device_del(t, d, esw0(d), esw0(d).ib_rep);
                }}};
  };
  CHECK(after(twin(2), Check::device_lifetime).has_value());
  CHECK_FALSE(after(twin(1), Check::device_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: an unbind of ETH deletes what a rescan has deleted, and added anew, since") {
  const auto twin = [](bool under_devcom) {
    return Twin{.topology = {.pfs = 1, .vfs = 0, .eth_device = true, .eth_unbind = true},
                .threads = {[under_devcom](Thread& t, Driver& d) {
                              if (under_devcom) t.lock(d.hca_devcom);
                              delete_without_devcom(t, d, esw0(d), esw0(d).ib_rep);
                              if (under_devcom) t.unlock(d.hca_devcom);
                            },
                            [](Thread& t, Driver& d) {
                              t.lock(d.hca_devcom);
                              for (const bool off : {true, false}) {
                                t.set(esw0(d).disable_ib_adev, off);
                                rescan_drivers(t, d, esw0(d));
                              }
                              t.unlock(d.hca_devcom);
                            }}};
  };
  CHECK(after(twin(false), Check::device_lifetime).has_value());
  CHECK_FALSE(after(twin(true), Check::device_lifetime).has_value());
  // The new device is there, and yet it is not what was found.
  checks::Question question = twin(false).question();
  const model::AuxDevice& adev = question.recorded.driver.eswitches.front().ib_rep;
  std::erase_if(question.claims, [&](const model::Claim& claim) {
    return claim.bad != model::Conjunction{{adev.valid.id, model::Test::Is::equal, 0}};
  });
  REQUIRE(question.claims.size() == 1);
  question.claims.front().bad.push_back({adev.alive.id, model::Test::Is::equal, 1});
  CHECK(schedules::explore(question.recorded.world, question.claims, {}).hits.size() == 1);
}

TEST_CASE("twin of device-lifetime: work is queued on a queue that is destroyed") {
  const auto twin = [](bool destroyed) {
    return Twin{.topology = two_unloadable, .first = both, .threads = {[destroyed](Thread& t, Driver& d) {
                                                             t.set(esw0(d).wq_destroyed, destroyed);
                                                             add_work(t, d, esw0(d), EswWork::reload_reps, Gfp::kernel);
                                                           }}};
  };
  CHECK(after(twin(true), Check::device_lifetime) == 3);
  CHECK_FALSE(after(twin(false), Check::device_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: a devcom component is looked up, freed, and used") {
  const auto twin = [](bool freed) {
    return Twin{.topology = two_unloadable, .first = both, .threads = {[freed](Thread& t, Driver& d) {
                                                             Label nobodys;
                                                             find_devcom(t, d, nobodys);
                                                             t.set(d.lag.component[0], !freed);
                                                             t.lock(d.hca_devcom);
                                                             mark_devcom_use(t, d);
                                                             t.unlock(d.hca_devcom);
                                                             t.place(nobodys);
                                                           }}};
  };
  CHECK(after(twin(true), Check::device_lifetime) == 6);
  CHECK_FALSE(after(twin(false), Check::device_lifetime).has_value());
}

TEST_CASE("twin of stale-work: VF-count work on an E-Switch in legacy") {
  const auto twin = [](Mode mode) {
    Twin one = with_events([mode](Thread& t, Driver& d) {
      t.lock(esw0(d).devlink);
      t.set(esw0(d).mode, mode);
      vfs_changed(t, d, esw0(d));
      t.unlock(esw0(d).devlink);
    });
    return one;
  };
  CHECK(after(twin(Mode::legacy), Check::stale_work) == 2);
  CHECK_FALSE(after(twin(Mode::offloads), Check::stale_work).has_value());
}
