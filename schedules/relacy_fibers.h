// What the interpreter needs of Relacy, and all that it needs, in words of the model.
#pragma once

#include <memory>
#include <vector>

#include "model/program.h"
#include "schedules/relacy_engine.h"
#include "schedules/relacy_places.h"

namespace replock::schedules {

/// The fibers of one search, with an rl mutex for each lock and an rl::atomic for each field that has its place there.
/// All but the constructor is called on a fiber. A call that fails in Relacy, or ends the search, does not return.
class Fibers {
 public:
  /// REQUIRES: all outlive this.
  Fibers(const model::World& world, const Places& places, const std::vector<Access>& access);
  ~Fibers();
  Fibers(const Fibers&) = delete;
  Fibers& operator=(const Fibers&) = delete;

  void make_objects();  ///< at the beginning of each execution
  void drop_objects();  ///< at its end, unless it failed

  void scheduling_point();  ///< another fiber may go on here
  void begin_step();        ///< from here on, none may, unless this one blocks
  void end_step();
  void park();                        ///< blocks this fiber
  void wake(model::ThreadId thread);  ///< REQUIRES: it is parked
  unsigned choose(unsigned limit);    ///< 0..limit-1
  void end_search();

  void lock(model::LockId lock);
  bool try_lock(model::LockId lock);
  void unlock(model::LockId lock);
  unsigned load(model::FieldId field);
  void store(model::FieldId field, unsigned value);

 private:
  struct Objects;
  const model::World& world_;
  const Places& places_;
  const std::vector<Access>& access_;
  std::unique_ptr<Objects> objects_;
};

}  // namespace replock::schedules
