package dev.lockstep.source;

import java.util.List;
import java.util.Map;

/**
 * What the comparison of triggers found.
 *
 * @param renewed tables whose triggers were not all there, and are now: their syncs must reconcile
 * @param failed tables that are not captured, and why
 */
public record CaptureReport(List<SourceTable> renewed, Map<SourceTable, String> failed) {
  public CaptureReport {
    renewed = List.copyOf(renewed);
    failed = Map.copyOf(failed);
  }
}
