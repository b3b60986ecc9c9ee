// Which file a finding's schedule is saved in, and the saving.
#pragma once

#include <string>
#include <vector>

#include "checks/judge.h"
#include "schedules/saved.h"

namespace replock::checks {

/// "late-load.L6.eventually-loaded.json"; the second finding of a check in a row has "-2" behind the check.
std::string schedule_file(const schedules::Verdict& verdict, const schedules::Finding& finding);

/// The number stands behind the check from 2 on.
std::string file_name(const std::string& scenario, const std::string& series, const std::string& check,
                      std::size_t number);

schedules::SavedSchedule saved(const Question& question, const schedules::Finding& finding);

/// Throws Refusal where one of the files could not be written, or nothing in the directory: asked for before anything
/// is searched. "": none. What lies in a directory for schedules that is not there is left for later, when that is
/// made.
void require_files(const std::vector<std::string>& files, const std::string& schedules_dir);
void require_schedules_directory(const std::string& directory);

/// Makes it if its parent is there. Throws Refusal where it cannot.
void make_directory(const std::string& directory);

/// Writes one finding's schedule into the directory, which is made if its parent is there.
void save_schedule(const std::string& directory, const Question& question, const schedules::Verdict& verdict,
                   const schedules::Finding& finding);
/// Writes every finding's schedule into the directory, which is made if its parent is there.
void save_schedules(const std::string& directory, const Question& question, const schedules::Verdict& verdict);

}  // namespace replock::checks
