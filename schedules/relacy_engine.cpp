// Relacy's half of its engine: fibers, mutexes, atomics, schedulers. The only file that knows Relacy.
//
// Relacy rewrites new, delete, assert and `$`: whatever is included comes before it, and none of them is used below it.
#include "schedules/relacy_engine.h"

#include <memory>
#include <new>
#include <ostream>
#include <string>

#include "schedules/relacy_allocation.h"
#include "schedules/relacy_fibers.h"
#include "schedules/relacy_machine.h"

// Relacy defines these, inline, for the whole program. Kept out of line, each call goes to relacy_allocation.cpp.
[[gnu::noinline]] void* operator new(std::size_t size);
[[gnu::noinline]] void* operator new[](std::size_t size);
[[gnu::noinline]] void operator delete(void* memory) noexcept;
[[gnu::noinline]] void operator delete[](void* memory) noexcept;

#include <relacy/relacy.hpp>

namespace replock::schedules {
namespace {

const rl::debug_info here("step", "", 0);  // Relacy asks for a place at each operation, for a history we do not keep

struct Kernel {};
using model::Access;
using Mutex = rl::generic_mutex<Kernel>;
using Atomic = rl::atomic<unsigned>;
using Mark = rl::var<unsigned>;
constexpr rl::bool_t<false> strong;  // no cmpxchg fails without a reason

constexpr unsigned nothing = ~0U;  // no field's value

bool is_ordered(Access access) { return access == Access::ordered || access == Access::rcu_freed; }

rl::memory_order load_order(Access access) {
  if (is_ordered(access)) return rl::mo_seq_cst;
  return access == Access::acquire_release ? rl::mo_acquire : rl::mo_relaxed;
}

rl::memory_order store_order(Access access) {
  if (is_ordered(access)) return rl::mo_seq_cst;
  return access == Access::acquire_release ? rl::mo_release : rl::mo_relaxed;
}

/// Objects of Relacy, made anew in each execution in the same place. One that a failed execution leaves behind is
/// not destroyed: Relacy has dropped what it stood for.
template <class T>
class Row {
 public:
  explicit Row(std::size_t size) : size_(size), first_(std::allocator<T>().allocate(size)) {}
  ~Row() { std::allocator<T>().deallocate(first_, size_); }
  T& operator[](std::size_t index) { return first_[index]; }

 private:
  std::size_t size_;
  T* first_;
};

/// Relacy makes the suite itself and hands it nothing.
Machine* machine = nullptr;

template <rl::thread_id_t threads>
struct Suite : rl::test_suite<Suite<threads>, threads> {
  void before() { machine->begin(); }
  void thread(unsigned index) { machine->run(static_cast<model::ThreadId>(index)); }
  void after() { machine->end(); }
};

/// One of Relacy's schedulers; where there is nothing to choose any more, it does not fill the search tree.
template <class Base>
struct Quiet : Base {
  using Base::Base;

  rl::thread_id_t schedule(rl::unpark_reason& reason, unsigned yield) {
    if (!machine->is_quiet()) return Base::schedule(reason, yield);
    reason = rl::unpark_reason_normal;
    const rl::thread_id_t first = this->running_threads[0];
    this->thread_ = &this->threads_[first];
    return first;
  }

  unsigned rand(unsigned limit, rl::sched_type type) { return machine->is_quiet() ? 0 : Base::rand(limit, type); }
};

/// What an execution can end in that is a finding.
bool is_judgement(rl::test_result_e result) {
  return result == rl::test_result_deadlock || result == rl::test_result_recursion_on_nonrecursive_mutex ||
         result == rl::test_result_data_race;
}

/// Runs on after each deadlock or race that Relacy reports, from the same execution.
template <rl::thread_id_t threads, class Search>
rl::test_result_e simulate(rl::test_params& params) {
  for (;;) {
    rl::ostringstream left;
    const rl::test_result_e result = rl::run_test<Suite<threads>, Quiet<Search>>(params, left, false);
    if (!is_judgement(result)) return result;
    machine->judged();
    params.initial_state = left.str();
  }
}

template <rl::thread_id_t threads>
rl::test_result_e simulate(Scheduler scheduler, rl::test_params& params) {
  switch (scheduler) {
    case Scheduler::full:
      params.search_type = rl::sched_full;
      return simulate<threads, rl::full_search_scheduler<threads>>(params);
    case Scheduler::random:
      params.search_type = rl::sched_random;
      return simulate<threads, rl::random_scheduler<threads>>(params);
    case Scheduler::bound:
      params.search_type = rl::sched_bound;
      return simulate<threads, rl::context_bound_scheduler<threads>>(params);
  }
  return rl::test_result_inconsistent_test_suite;
}

rl::test_result_e simulate(std::size_t threads, Scheduler scheduler, rl::test_params& params) {
  switch (threads) {
    case 1:
      return simulate<1>(scheduler, params);
    case 2:
      return simulate<2>(scheduler, params);
    case 3:
      return simulate<3>(scheduler, params);
    case 4:
      return simulate<4>(scheduler, params);
    case 5:
      return simulate<5>(scheduler, params);
    case 6:
      return simulate<6>(scheduler, params);
    case 7:
      return simulate<7>(scheduler, params);
    case 8:
      return simulate<8>(scheduler, params);
    default:
      return rl::test_result_inconsistent_test_suite;
  }
}

/// Relacy's random executions are numbered, and the number is the seed.
void number_executions(const RelacyOptions& options, rl::test_params& params) {
  const std::uint64_t first = options.seed * options.executions_max + 1;
  params.iteration_count = first + options.executions_max - 1;
  if (options.scheduler == Scheduler::random) params.initial_state = std::to_string(first).c_str();
}

}  // namespace

struct Fibers::Objects {
  Objects(std::size_t fields, std::size_t locks, std::size_t threads)
      : atomics(fields), mutexes(locks), words(locks), marks(fields * threads * 2) {}
  Row<Atomic> atomics;  ///< by field, where it is shared
  Row<Mutex> mutexes;   ///< by lock, where it is a mutex
  Row<Atomic> words;    ///< by lock, where it is none
  Row<Mark> marks;      ///< by field, thread and touch, where races are looked for
};

Fibers::Fibers(const model::World& world, const Places& places)
    : world_(world),
      places_(places),
      objects_(std::make_unique<Objects>(world.fields.size(), world.locks.size(), world.threads.size())) {}

Fibers::~Fibers() = default;

bool Fibers::is_marked(std::size_t field) const {
  return places_.is_shared[field] && places_.access[field] == Access::plain;
}

std::size_t Fibers::mark(std::size_t field, std::size_t thread, Touch touch) const {
  return (field * world_.threads.size() + thread) * 2 + static_cast<std::size_t>(touch);
}

void Fibers::make_objects() {
  for (std::size_t field = 0; field < world_.fields.size(); ++field) {
    if (places_.is_shared[field]) std::construct_at(&objects_->atomics[field], unsigned{world_.fields[field].initial});
    if (!is_marked(field)) continue;
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
      for (const Touch touch : {Touch::read, Touch::store})
        std::construct_at(&objects_->marks[mark(field, thread, touch)], 0U);
  }
  for (std::size_t lock = 0; lock < world_.locks.size(); ++lock) {
    if (!places_.is_mutex[lock]) {
      std::construct_at(&objects_->words[lock], 0U);
      continue;
    }
    std::construct_at(&objects_->mutexes[lock]);
    objects_->mutexes[lock].init(false, false, false, false, here);  // no trylock fails without a reason
  }
}

void Fibers::drop_objects() {
  for (std::size_t field = 0; field < world_.fields.size(); ++field) {
    if (places_.is_shared[field]) std::destroy_at(&objects_->atomics[field]);
    if (!is_marked(field)) continue;
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
      for (const Touch touch : {Touch::read, Touch::store})
        std::destroy_at(&objects_->marks[mark(field, thread, touch)]);
  }
  for (std::size_t lock = 0; lock < world_.locks.size(); ++lock) {
    if (places_.is_mutex[lock])
      objects_->mutexes[lock].deinit(here);
    else
      std::destroy_at(&objects_->words[lock]);
  }
}

void Fibers::scheduling_point() { rl::ctx().sched(); }
void Fibers::begin_step() { rl::ctx().disable_preemption(); }
void Fibers::end_step() { rl::ctx().enable_preemption(); }
void Fibers::park() { rl::ctx().park_current_thread(false, false, false, here); }
void Fibers::wake(model::ThreadId thread) { rl::ctx().unpark_thread(thread, false, here); }
unsigned Fibers::choose(unsigned limit) { return rl::rand(limit); }
void Fibers::end_search() { rl::ctx().rl_until("the end", here); }

void Fibers::lock(model::LockId lock) { objects_->mutexes[lock].lock(here); }
bool Fibers::try_lock(model::LockId lock) { return objects_->mutexes[lock].try_lock_exclusive(here); }
void Fibers::unlock(model::LockId lock) { objects_->mutexes[lock].unlock(here); }

void Fibers::acquire(model::LockId lock) {
  unsigned none = nothing;
  objects_->words[lock].compare_exchange(strong, none, none, rl::mo_acq_rel, rl::mo_acquire, here);
}

void Fibers::release(model::LockId lock) { objects_->words[lock].exchange(0U, rl::mo_acq_rel, here); }

unsigned Fibers::load(model::FieldId field) {
  return objects_->atomics[field].load(load_order(places_.access[field]), here);
}

unsigned Fibers::newest(model::FieldId field) {
  if (is_ordered(places_.access[field])) return load(field);
  unsigned seen = nothing;
  if (places_.access[field] == Access::atomic)
    objects_->atomics[field].compare_exchange(strong, seen, nothing, rl::mo_relaxed, rl::mo_relaxed, here);
  else
    objects_->atomics[field].compare_exchange(strong, seen, nothing, rl::mo_acq_rel, rl::mo_acquire, here);
  return seen;
}

void Fibers::store(model::FieldId field, unsigned value) {
  if (places_.access[field] == Access::rcu_freed && value == 0) rl::systemwide_fence(here);
  objects_->atomics[field].store(value, store_order(places_.access[field]), here);
}

void Fibers::exchange(model::FieldId field, unsigned from, unsigned to) {
  rl::atomic_thread_fence(rl::mo_seq_cst, here);
  objects_->atomics[field].compare_exchange(strong, from, to, rl::mo_seq_cst, here);
  rl::atomic_thread_fence(rl::mo_seq_cst, here);
}

void Fibers::add(model::FieldId field, unsigned from, unsigned to) {
  objects_->atomics[field].compare_exchange(strong, from, to, rl::mo_relaxed, here);
}

void Fibers::compare_touches(model::FieldId field, model::ThreadId other, Touch others) {
  static_cast<void>(objects_->marks[mark(field, other, others)](here).load());
}

/// A new variable, whose making is the touch: a store to the old one would race with those that compared themselves
/// with it.
void Fibers::note_touch(model::FieldId field, model::ThreadId self, Touch own) {
  Mark& place = objects_->marks[mark(field, self, own)];
  std::destroy_at(&place);
  std::construct_at(&place, 0U);
}

bool has_relacy() { return true; }

RelacyRun run_relacy(const model::World& world, Witness& witness, const RelacyOptions& options) {
  require_own_allocation();
  Machine one(world, witness, options);
  machine = &one;
  std::ostream nowhere(nullptr);
  rl::test_params params;
  params.output_stream = params.progress_stream = &nowhere;
  params.context_bound = options.preemptions_max;
  params.execution_depth_limit = options.operations_max;
  number_executions(options, params);
  const rl::test_result_e result = simulate(world.threads.size(), options.scheduler, params);
  machine = nullptr;
  if (result == rl::test_result_success)
    one.end_as(options.scheduler == Scheduler::random ? RelacyEnd::executions_bound : RelacyEnd::complete);
  else if (result == rl::test_result_livelock)
    one.end_as(RelacyEnd::endless);
  else if (result != rl::test_result_until_condition_hit)
    throw model::ModelFault{std::string("Relacy: ") + rl::test_result_str(result)};
  return one.finished();
}

}  // namespace replock::schedules
