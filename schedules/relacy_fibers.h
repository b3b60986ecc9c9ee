// What the interpreter needs of Relacy, and all that it needs, in words of the model.
#pragma once

#include <memory>

#include "model/program.h"
#include "schedules/relacy_engine.h"
#include "schedules/relacy_places.h"

namespace replock::schedules {

/// The fibers of one search, with an rl mutex or atomic for each lock, and an rl::atomic for each field that has its
/// place there.
/// All but the constructor is called on a fiber. A call that fails in Relacy, or ends the search, does not return.
class Fibers {
 public:
  /// REQUIRES: all outlive this.
  Fibers(const model::World& world, const Places& places);
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
  void acquire(model::LockId lock);  ///< taken: sees all that was done before it was last released. For no mutex
  void release(model::LockId lock);

  unsigned load(model::FieldId field);  ///< as its Access says: what it returns may be stale
  /// Never stale; of an atomic it orders nothing, of another one it is a load that acquires.
  unsigned newest(model::FieldId field);
  void store(model::FieldId field, unsigned value);
  /// A cmpxchg that succeeds. REQUIRES: `from` is its newest value.
  void exchange(model::FieldId field, unsigned from, unsigned to);
  /// An addition that is one access. REQUIRES: as above.
  void add(model::FieldId field, unsigned from, unsigned to);

  enum class Touch : unsigned { read, store };
  /// The thread touches a plain field: fails in Relacy if `other` has touched it so and nothing orders the two.
  void compare_touches(model::FieldId field, model::ThreadId other, Touch others);
  void note_touch(model::FieldId field, model::ThreadId self, Touch own);

 private:
  struct Objects;
  const model::World& world_;
  bool is_marked(std::size_t field) const;  ///< races on it are looked for
  std::size_t mark(std::size_t field, std::size_t thread, Touch touch) const;

  const Places& places_;
  std::unique_ptr<Objects> objects_;
};

}  // namespace replock::schedules
