package dev.lockstep.cli;

import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlannedRecord;

/** How a plan is printed: its records as they come, then its counts. */
interface PlanPrinter {

  void begin();

  void record(PlannedRecord record);

  /** One more record is in the counts only. */
  void leftOut();

  void end(Plan plan);
}
