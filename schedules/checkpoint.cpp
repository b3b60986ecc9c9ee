// Words in, words out, a running sum over both.
#include "schedules/checkpoint.h"

#include <memory>
#include <utility>

#include "model/refusal.h"
#include "schedules/files.h"
#include "schedules/mixing.h"

namespace replock::schedules {
namespace {

constexpr std::string_view first_line = "replock-checkpoint/7\n";
constexpr std::size_t buffer_words = std::size_t{1} << 16;
constexpr std::uint64_t list_max = std::uint64_t{1} << 33;  // more of anything is no number of ours

class Sum {
 public:
  void add(std::uint64_t word) { value_ = mixing::fold(value_ ^ word, 0xa0761d6478bd642fULL) + 1; }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x2d358dccaa6c78a5ULL;
};

class Writer {
 public:
  explicit Writer(const std::string& path) : file_(path) { file_.write(first_line); }

  void put(std::uint64_t word) {
    sum_.add(word);
    append(word);
  }
  void put(Words64 words) {
    for (const std::uint64_t word : words) put(word);
  }
  void finish() {
    append(sum_.value());
    flush();
    file_.finish();
  }

 private:
  void append(std::uint64_t word) {
    for (unsigned byte = 0; byte < 8; ++byte) buffer_.push_back(static_cast<char>(word >> (8 * byte)));
    if (buffer_.size() >= buffer_words * 8) flush();
  }
  void flush() {
    file_.write(buffer_);
    buffer_.clear();
  }

  ReplacingFile file_;
  std::string buffer_;
  Sum sum_;
};

class Reader {
 public:
  Reader(const std::string& path, Meanwhile meanwhile) : path_(path), file_(path), meanwhile_(std::move(meanwhile)) {
    std::string line(first_line.size(), '\0');
    line.resize(file_.read(line.data(), line.size()));
    if (line == first_line) return;
    const std::string_view any_version = first_line.substr(0, first_line.find('/') + 1);
    if (line.starts_with(any_version) && !first_line.starts_with(line))
      throw model::Refusal(path_ + ": is a checkpoint of another version of replock; go on with that, or start the " +
                           "search anew, without --resume");
    throw model::Refusal(path_ + ": is no checkpoint; name a file that 'explore --checkpoint' has written");
  }

  std::uint64_t get() {
    const std::uint64_t word = next();
    sum_.add(word);
    return word;
  }
  std::uint64_t count() {
    const std::uint64_t number = get();
    if (number > list_max) refuse_torn();
    return number;
  }
  void finish() {
    const std::uint64_t sum = sum_.value();
    if (next() != sum) refuse_torn();
    char more = 0;
    if (at_ != filled_ || file_.read(&more, 1) != 0) refuse_torn();
  }
  [[noreturn]] void refuse_torn() const {
    throw model::Refusal(path_ + ": the checkpoint is torn; start the search anew, without --resume");
  }

 private:
  std::uint64_t next() {
    if (at_ == filled_) {
      meanwhile_();
      buffer_.resize(buffer_words * 8);
      filled_ = file_.read(buffer_.data(), buffer_.size());
      if (filled_ == 0 || filled_ % 8 != 0) refuse_torn();
      at_ = 0;
    }
    std::uint64_t word = 0;
    for (unsigned byte = 0; byte < 8; ++byte)
      word |= std::uint64_t{static_cast<unsigned char>(buffer_[at_ + byte])} << (8 * byte);
    at_ += 8;
    return word;
  }

  std::string path_;
  ReadingFile file_;
  Meanwhile meanwhile_;
  std::string buffer_;
  std::size_t at_ = 0, filled_ = 0;
  Sum sum_;
};

constexpr std::uint64_t no_move = ~std::uint64_t{0};

void put(Writer& writer, const Sighting& at) {
  writer.put(at.state);
  writer.put(at.move ? *at.move : no_move);
}
Sighting sighting(Reader& reader) {
  Sighting at;
  at.state = reader.get();
  const std::uint64_t move = reader.get();
  if (move != no_move) at.move = static_cast<std::uint32_t>(move);
  return at;
}

template <class Numbers>
void put_list(Writer& writer, const Numbers& numbers) {
  writer.put(numbers.size());
  for (const auto number : numbers) writer.put(std::uint64_t{number});
}
template <class Number>
std::vector<Number> list(Reader& reader) {
  std::vector<Number> numbers;
  for (std::uint64_t left = reader.count(); left != 0; --left) numbers.push_back(static_cast<Number>(reader.get()));
  return numbers;
}

void put_foreseen(Writer& writer, const RuleBits& foreseen) {
  std::vector<std::uint32_t> rules;
  for (std::uint32_t rule = 0; rule < foreseen.size(); ++rule)
    if (foreseen[rule]) rules.push_back(rule);
  put_list(writer, rules);
}
RuleBits foreseen(Reader& reader, const model::World& world) {
  const auto rules = list<std::uint32_t>(reader);
  if (rules.empty()) return {};
  RuleBits all = no_rules(world);
  for (const std::uint32_t rule : rules) {
    if (rule >= all.size()) reader.refuse_torn();
    all[rule] = true;
  }
  return all;
}

void put_seen(Writer& writer, const Checkpoint& checkpoint) {
  writer.put(checkpoint.claims.size());
  for (const ClaimSeen& claim : checkpoint.claims) {
    writer.put(claim.claim);
    put(writer, claim.at);
  }
  writer.put(checkpoint.acquisitions.size());
  for (const AcquisitionSeen& taken : checkpoint.acquisitions) {
    writer.put(taken.thread);
    writer.put(taken.step);
    put_list(writer, taken.held);
    put(writer, taken.at);
  }
  writer.put(checkpoint.stuck.size());
  for (const StuckSeen& stuck : checkpoint.stuck) {
    put_list(writer, stuck.cycle);
    put_list(writer, stuck.threads);
    put_list(writer, stuck.steps);
    writer.put(stuck.state);
  }
}

void get_seen(Reader& reader, Checkpoint& checkpoint) {
  for (std::uint64_t left = reader.count(); left != 0; --left) {
    ClaimSeen claim;
    claim.claim = static_cast<std::uint32_t>(reader.get());
    claim.at = sighting(reader);
    checkpoint.claims.push_back(claim);
  }
  for (std::uint64_t left = reader.count(); left != 0; --left) {
    AcquisitionSeen taken;
    taken.thread = static_cast<model::ThreadId>(reader.get());
    taken.step = static_cast<model::StepId>(reader.get());
    taken.held = list<model::LockId>(reader);
    taken.at = sighting(reader);
    checkpoint.acquisitions.push_back(std::move(taken));
  }
  for (std::uint64_t left = reader.count(); left != 0; --left) {
    StuckSeen stuck;
    stuck.cycle = list<model::ThreadId>(reader);
    stuck.threads = list<model::ThreadId>(reader);
    stuck.steps = list<model::StepId>(reader);
    stuck.state = reader.get();
    checkpoint.stuck.push_back(std::move(stuck));
  }
}

}  // namespace

void save(const std::string& path, const Checkpoint& checkpoint,
          const std::function<void(const std::function<void(Words64)>&)>& each_piece) {
  Writer writer(path);
  writer.put(checkpoint.search);
  put_foreseen(writer, checkpoint.foreseen);
  for (const std::uint64_t number :
       {checkpoint.states, checkpoint.next, checkpoint.level_end, checkpoint.depth, checkpoint.transitions})
    writer.put(number);
  put_list(writer, checkpoint.parents);
  put_list(writer, checkpoint.asleep);
  put_list(writer, checkpoint.levels);
  put_list(writer, checkpoint.taken);
  put_seen(writer, checkpoint);
  each_piece([&](Words64 states) { writer.put(states); });
  writer.finish();
}

Known load(const std::string& path, std::uint64_t search, const model::World& world, const Meanwhile& meanwhile) {
  const auto reader = std::make_shared<Reader>(path, meanwhile);
  Checkpoint checkpoint;
  checkpoint.search = reader->get();
  if (checkpoint.search != search)
    throw model::Refusal(path +
                         ": the checkpoint is of another search; resume it with the scenario, series and options " +
                         "that it was written with, and the same replock");
  checkpoint.foreseen = foreseen(*reader, world);
  checkpoint.states = reader->count();
  checkpoint.next = reader->get();
  checkpoint.level_end = reader->get();
  checkpoint.depth = reader->get();
  checkpoint.transitions = reader->get();
  if (checkpoint.next > checkpoint.states || checkpoint.level_end > checkpoint.states) reader->refuse_torn();
  checkpoint.parents = list<std::uint32_t>(*reader);
  checkpoint.asleep = list<ThreadBits>(*reader);
  checkpoint.levels = list<std::uint64_t>(*reader);
  checkpoint.taken = list<std::uint32_t>(*reader);
  if (checkpoint.levels.empty() || checkpoint.levels.size() - 1 != checkpoint.depth) reader->refuse_torn();
  if (!checkpoint.parents.empty() && checkpoint.parents.size() != checkpoint.states) reader->refuse_torn();
  if (!checkpoint.asleep.empty() && checkpoint.asleep.size() != checkpoint.states - checkpoint.next)
    reader->refuse_torn();
  get_seen(*reader, checkpoint);
  const unsigned state_words = layout_for(world, checkpoint.foreseen).words;
  const auto each_state = [reader, state_words, left = checkpoint.states](const auto& add) mutable {
    std::vector<std::uint64_t> state(state_words);
    for (; left != 0; --left) {
      for (std::uint64_t& word : state) word = reader->get();
      add(state);
    }
    reader->finish();
  };
  return {std::move(checkpoint), each_state, false};
}

}  // namespace replock::schedules
