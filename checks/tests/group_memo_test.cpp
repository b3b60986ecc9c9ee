// Groups that are remembered: those that were made for the scene.
#include "schedules/group_memo.h"

#include <catch2/catch.hpp>
#include <random>

namespace replock::tests {
namespace {

using schedules::GroupMemo;
using schedules::Scene;
using schedules::ThreadBits;

Scene scene_of(unsigned number) {
  Scene scene;
  scene.stands[0] = number % 100, scene.stands[1] = number / 100 % 100, scene.stands[2] = 2000 + number / 10'000;
  scene.moving = static_cast<ThreadBits>(number % 8);
  scene.branches[number % 3] = static_cast<schedules::Branch>(number % 8 >> number % 3 & 1U);
  if (number % 3 == 0) scene.failures = Scene::Failures::spent;
  return scene;
}

/// Another one for each number.
GroupMemo::Group group_of(unsigned number) {
  GroupMemo::Group group;
  group.threads = static_cast<ThreadBits>(number % 1021);
  group.keepers[number % model::threads_max] = static_cast<ThreadBits>(number % 509 + 1);
  return group;
}

}  // namespace

TEST_CASE("the group of a scene is the one that was made for it, remembered or not", "[group memo]") {
  GroupMemo memo;
  std::mt19937 random(1);
  unsigned made = 0, wrong = 0;
  const unsigned asked = 800'000;
  for (unsigned i = 0; i < asked; ++i) {
    const auto number = static_cast<unsigned>(random() % 500'000);  // more than it remembers
    const GroupMemo::Group group = memo.at(scene_of(number), memo.seek(scene_of(number)), [&](const Scene& scene) {
      ++made;
      wrong += scene == scene_of(number) ? 0U : 1U;
      return group_of(number);
    });
    wrong += group == group_of(number) ? 0U : 1U;
  }
  CHECK(wrong == 0);
  CHECK(made > asked / 2);
  CHECK(made < asked * 9 / 10);
}

TEST_CASE("a scene that differs in one thing has its own group", "[group memo]") {
  GroupMemo memo;
  const auto threads_at = [&](const Scene& scene, unsigned threads) {
    return memo.at(scene, memo.seek(scene), [&](const Scene&) { return group_of(threads); }).threads;
  };
  for (unsigned i = 0; i < 100'000; ++i) threads_at({}, 1);  // from here on it remembers
  CHECK(threads_at({}, 2) == 1);
  for (unsigned thread = 0; thread < model::threads_max; ++thread) {
    Scene moved;
    moved.stands[thread] = 1;
    CHECK(threads_at(moved, 2 + thread) == 2 + thread);
  }
  Scene moving, first, second, spent;
  moving.moving = first.moving = second.moving = 1, spent.failures = Scene::Failures::spent;
  first.branches[0] = schedules::Branch::first, second.branches[0] = schedules::Branch::second;
  CHECK(threads_at(moving, 21) == 21);
  CHECK(threads_at(first, 22) == 22);
  CHECK(threads_at(second, 24) == 24);
  CHECK(threads_at(spent, 23) == 23);
  const GroupMemo::Sought sought = memo.seek({});
  GroupMemo copy(memo);
  CHECK(copy.at({}, copy.seek({}), [&](const Scene&) { return group_of(25); }).threads == 25);
  CHECK(copy.at({}, sought, [&](const Scene&) { return group_of(26); }).threads == 26);
}

}  // namespace replock::tests
