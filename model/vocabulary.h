// The words of the kernel that the whole project shares: lock classes, kinds, representor types and states.
#pragma once

#include <cstdint>
#include <string_view>

namespace replock::model {

/// Lock classes as lockdep would see them, without subclasses. `other` is for toy worlds in tests.
enum class LockClass : std::uint8_t {
  devlink,
  intf_state,
  hca_devcom,
  esw_devcom,
  mode_lock,
  device_lock,
  reps_lock,
  ldev_lock,
  state_lock,
  sf_state_lock,
  rtnl,
  guard,
  other
};
std::string_view name(LockClass lock_class);

/// mutex: one owner. rwsem: one writer or any number of readers (no writer preference: the search tries every order
/// anyway). guard: V1's BLOCKED/UNBLOCKED word, held by nobody in particular as far as lockdep knows.
enum class LockKind : std::uint8_t { mutex, rwsem, guard };
enum class LockMode : std::uint8_t { write, read };
/// `nested` is mutex_lock_nested(SINGLE_DEPTH_NESTING): lockdep subclass 1.
enum class Nesting : std::uint8_t { plain, nested };

enum class RepType : std::uint8_t { eth, ib };
enum class RepState : std::uint8_t { unregistered, registered, loaded };
enum class Mode : std::uint8_t { legacy, offloads };
enum class Ops : std::uint8_t { null, installed };
enum class LagMode : std::uint8_t { none, roce, sriov, mpesw };
enum class Gfp : std::uint8_t { kernel, atomic };

std::string_view name(RepType type);
std::string_view name(LockKind kind);

}  // namespace replock::model
