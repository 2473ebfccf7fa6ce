package dev.lockstep.engine.outbound;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.sync.RunningSync;

/**
 * A record that a person made and that we have linked bears no stamp of ours until something is
 * sent to it; if its mapping were lost before, its row would be inserted again (PROTOCOL 11.1). So
 * where nothing else is to be sent, the stamp alone is. Pure.
 */
final class OwedStamp {

  private OwedStamp() {}

  static Decision added(Decision decision, Mapping mapping, RunningSync sync, Rules rules) {
    return decision instanceof Decision.Nothing nothing && isOwed(nothing, mapping, sync, rules)
        ? new Decision.Write(
            nothing.situation(),
            ToSource.NOTHING,
            new ToTarget.Patch(Fields.EMPTY, nothing.link().version()),
            nothing.link(),
            nothing.reports())
        : decision;
  }

  private static boolean isOwed(
      Decision.Nothing nothing, Mapping mapping, RunningSync sync, Rules rules) {
    Link.State state = nothing.link().state();
    return !mapping.isStamped()
        && (state == Link.State.LINKED || state == Link.State.CONFLICT)
        && nothing.situation() != Situation.OUTSIDE_WINDOW
        && rules.toGoogle()
        && sync.target().stamps();
  }
}
