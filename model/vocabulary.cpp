// The names of the shared words, spelled as kernel developers spell them.
#include "model/vocabulary.h"

namespace replock::model {

std::string_view name(LockClass lock_class) {
  switch (lock_class) {
    case LockClass::devlink:
      return "devlink";
    case LockClass::intf_state:
      return "intf_state";
    case LockClass::hca_devcom:
      return "hca_devcom";
    case LockClass::esw_devcom:
      return "esw_devcom";
    case LockClass::mode_lock:
      return "mode_lock";
    case LockClass::device_lock:
      return "device_lock";
    case LockClass::reps_lock:
      return "reps_lock";
    case LockClass::ldev_lock:
      return "ldev->lock";
    case LockClass::state_lock:
      return "state_lock";
    case LockClass::sf_state_lock:
      return "sf_state_lock";
    case LockClass::rtnl:
      return "rtnl";
    case LockClass::guard:
      return "guard";
    case LockClass::other:
      return "other";
  }
  return "other";
}

std::string_view name(RepType type) { return type == RepType::eth ? "ETH" : "IB"; }

std::string_view name(LockKind kind) {
  switch (kind) {
    case LockKind::mutex:
      return "mutex";
    case LockKind::rwsem:
      return "rwsem";
    case LockKind::guard:
      return "guard";
  }
  return "mutex";
}

}  // namespace replock::model
