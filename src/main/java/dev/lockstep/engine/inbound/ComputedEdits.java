package dev.lockstep.engine.inbound;

import dev.lockstep.core.Link;
import dev.lockstep.core.Policies;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.MappedField;

/**
 * Edits at Google of fields that an expression makes. What arrives is merged without enriching and
 * without expressions, so whether such an edit is to be put right (PROTOCOL 3.3) is all that can be
 * told here; with what, the row's own pass finds. Pure.
 */
final class ComputedEdits {

  private ComputedEdits() {}

  /**
   * @param link as it stands once what arrived is merged
   */
  static boolean arePutRight(RunningSync sync, Link link) {
    boolean isLinked = link.state() == Link.State.LINKED || link.state() == Link.State.CONFLICT;
    return isLinked
        && sync.definition().policies().oneWayEdits() == Policies.OneWayEdits.RESTORE
        && sync.fieldMap().fields().stream()
            .filter(field -> field.from() instanceof MappedField.FromExpression)
            .anyMatch(field -> isNews(link, field.name()));
  }

  /** It shows something else than both agreed on, which has not been put right in vain before. */
  static boolean isNews(Link link, String field) {
    if (!link.bases().target().has(field) || !link.seen().fields().has(field)) {
      return false;
    }
    Value shown = link.seen().fields().get(field);
    return !shown.same(link.bases().target().get(field))
        && link.reported().stream()
            .filter(report -> report.kind() == Report.Kind.NOT_RESTORED)
            .map(Report::target)
            .noneMatch(target -> target.has(field) && target.get(field).same(shown));
  }
}
