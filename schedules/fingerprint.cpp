// Every part of a world, in order, lists with their lengths.
#include "schedules/fingerprint.h"

namespace replock::schedules {
namespace {

template <class Items, class Add>
void add_list(Fingerprint& print, const Items& items, Add add) {
  print.add(items.size());
  for (const auto& item : items) add(print, item);
}

template <class E>
std::uint64_t number(E value) {
  return static_cast<std::uint64_t>(value);
}

void add_test(Fingerprint& print, const model::Test& test) {
  print.add(test.field);
  print.add(number(test.is));
  print.add(test.operand);
}

void add_effect(Fingerprint& print, const model::Effect& effect) {
  print.add(effect.field);
  print.add(number(effect.does));
  print.add(effect.operand);
}

void add_alternative(Fingerprint& print, const model::Alternative& alternative) {
  add_list(print, alternative.guard, add_test);
  add_list(print, alternative.effects, add_effect);
  print.add(alternative.next);
  print.add(alternative.words);
  print.add(number(alternative.failure));
}

void add_step(Fingerprint& print, const model::Step& step) {
  print.add(number(step.verb));
  print.add(number(step.choice));
  print.add(step.frame);
  print.add(step.lock);
  print.add(number(step.mode));
  print.add(number(step.nesting));
  print.add(number(step.rests));
  print.add(step.words);
  add_list(print, step.alternatives, add_alternative);
  add_list(print, step.waits_for, [](Fingerprint& to, model::ThreadId thread) { to.add(thread); });
}

void add_thread(Fingerprint& print, const model::Program& thread) {
  print.add(thread.name);
  print.add(number(thread.worker));
  print.add(thread.pc);
  add_list(print, thread.steps, add_step);
}

void add_field(Fingerprint& print, const model::Field& field) {
  print.add(field.name);
  print.add(field.max);
  print.add(field.initial);
}

void add_lock(Fingerprint& print, const model::Lock& lock) {
  print.add(lock.name);
  print.add(lock.class_name);
  print.add(number(lock.kind));
  print.add(lock.owner);
}

void add_frame(Fingerprint& print, const model::Frame& frame) {
  print.add(frame.function);
  print.add(frame.caller);
}

void add_claim(Fingerprint& print, const model::Claim& claim) {
  print.add(claim.check);
  print.add(claim.sentence);
  add_list(print, claim.bad, add_test);
  print.add(number(claim.at_rest));
  print.add(number(claim.phase));
  print.add(claim.thread);
  print.add(claim.step);
  print.add(claim.alternative);
  print.add(number(claim.at_entry));
  print.add(number(claim.corrupts));
}

}  // namespace

void Fingerprint::add(std::uint64_t number) {
  for (unsigned byte = 0; byte < 8; ++byte) value_ = (value_ ^ (number >> (8 * byte) & 0xff)) * 0x100000001b3;
}

void Fingerprint::add(std::string_view text) {
  add(text.size());
  for (const char c : text) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
}

void Fingerprint::add(const model::World& world) {
  add_list(*this, world.fields, add_field);
  add_list(*this, world.locks, add_lock);
  add_list(*this, world.frames, add_frame);
  add_list(*this, world.threads, add_thread);
  add(world.budget);
}

void Fingerprint::add(const std::vector<model::Claim>& claims) { add_list(*this, claims, add_claim); }

}  // namespace replock::schedules
