package dev.lockstep.history;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Value;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Change;
import dev.lockstep.history.WayBack.Why;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One record's changes from the beginning of a span until now, and what leads back to before it.
 * What others changed since is told by field: an edit of another field is in nobody's way.
 */
final class Retraced {

  private final Span span;
  private final Predicate<String> comesBack;

  // By field, before the span's first change of it; what a deletion showed stands for the others.
  private final Map<String, Value> before = new LinkedHashMap<>();
  private final Map<String, Value> atItsEnd = new LinkedHashMap<>();
  private final Map<String, Value> now = new LinkedHashMap<>();
  private final Set<String> changedSince = new HashSet<>();
  private boolean isMade;
  private boolean isMoved;
  private boolean isUnknown;
  private boolean wentInIt;
  private boolean wentOrCameSince;
  private boolean wasRestored;
  private boolean hasBegun;

  /**
   * @param comesBack whether a field can be brought back; a computed one cannot
   */
  Retraced(Span span, Predicate<String> comesBack, List<HistoryEntry> changes) {
    this.span = span;
    this.comesBack = comesBack;
    changes.forEach(this::follow);
  }

  private void follow(HistoryEntry line) {
    Change change = (Change) line.event();
    boolean isOfSpan = span.covers(line);
    if (!hasBegun && !isOfSpan || isOnlyAboutTheLink(change)) {
      return;
    }
    boolean isFirst = !hasBegun;
    hasBegun = true;
    if (change.cause() == Cause.ROW_MOVED) {
      isMoved = true;
      return;
    }
    switch (change.action()) {
      case INSERT -> {
        isMade |= isFirst;
        wentOrCameSince |= !isOfSpan && change.cause() != Cause.RESTORED;
        wasRestored = change.cause() == Cause.RESTORED;
        now.putAll(back(change.after()).values());
      }
      case UPDATE -> updated(change, isOfSpan);
      case DELETE, LINK -> {
        wentInIt |= isOfSpan;
        wentOrCameSince |= !isOfSpan;
        wasRestored = false;
        back(change.before()).values().forEach(atItsEnd::putIfAbsent);
        if (change.action() == HistoryEvent.Action.DELETE) {
          now.clear();
        }
      }
    }
  }

  private void updated(Change change, boolean isOfSpan) {
    for (Map.Entry<String, Value> field : back(change.after()).values().entrySet()) {
      String name = field.getKey();
      now.put(name, field.getValue());
      if (isOfSpan && !before.containsKey(name)) {
        isUnknown |= !change.before().has(name);
        before.put(name, change.before().get(name));
      }
      if (isOfSpan || change.cause() == Cause.RESTORED) {
        changedSince.remove(name);
      } else {
        changedSince.add(name);
      }
    }
  }

  private Fields back(Fields fields) {
    return fields.only(comesBack);
  }

  /** Adopted, linked again, in conflict: neither side's values changed, and none went. */
  private static boolean isOnlyAboutTheLink(Change change) {
    return change.action() == HistoryEvent.Action.LINK
        && change.cause() != Cause.GOOGLE_DELETED
        && change.cause() != Cause.ROW_DELETED;
  }

  /**
   * @param state how its link is now; null where it has none in the span's account
   * @param same whether two values of a field show the same, in whatever form a side holds them
   * @param changedSinceToo whether what was changed since goes back as well
   */
  WayBack wayBack(
      Link.@Nullable State state, BiPredicate<Value, Value> same, boolean changedSinceToo) {
    if (!hasBegun) {
      return WayBack.SAME;
    }
    if (isMade) {
      return state == Link.State.GONE ? WayBack.SAME : new WayBack.Left(Why.MADE);
    }
    if (isMoved || state == null) {
      return new WayBack.Left(Why.MOVED);
    }
    return switch (state) {
      case NONE, SENDING, HELD -> new WayBack.Left(Why.UNDER_WAY);
      case LINKED, CONFLICT -> ofOneThatIsThere(same, changedSinceToo);
      case DETACHED, GONE -> ofOneThatWent(state, changedSinceToo);
    };
  }

  private WayBack ofOneThatIsThere(BiPredicate<Value, Value> same, boolean changedSinceToo) {
    // All that was changed together, for some fields mean something only together.
    Fields then = (wentInIt ? whole() : new Fields(before)).only(now::containsKey);
    Fields differing = differing(then, same);
    if (differing.isEmpty()) {
      return WayBack.SAME;
    }
    if (isUnknown) {
      return new WayBack.Left(Why.NOT_KNOWN);
    }
    boolean isChangedSince =
        wentOrCameSince || differing.names().stream().anyMatch(changedSince::contains);
    return isChangedSince && !changedSinceToo
        ? new WayBack.Left(Why.CHANGED_SINCE)
        : new WayBack.Changes(new Fields(now).only(then::has), then);
  }

  private WayBack ofOneThatWent(Link.State state, boolean changedSinceToo) {
    if (wasRestored) {
      return WayBack.SAME;
    }
    boolean isChangedSince =
        !wentInIt || wentOrCameSince || before.keySet().stream().anyMatch(changedSince::contains);
    if (isChangedSince && !changedSinceToo) {
      return new WayBack.Left(Why.CHANGED_SINCE);
    }
    if (isUnknown) {
      return new WayBack.Left(Why.NOT_KNOWN);
    }
    if (state == Link.State.DETACHED) {
      return new WayBack.Returns(new Fields(now).only(before::containsKey), new Fields(before));
    }
    return whole().isEmpty()
        ? new WayBack.Left(Why.NOT_KNOWN)
        : new WayBack.Returns(Fields.EMPTY, whole());
  }

  private Fields whole() {
    return new Fields(atItsEnd).with(new Fields(before));
  }

  private Fields differing(Fields then, BiPredicate<Value, Value> same) {
    return then.only(name -> !same.test(now.getOrDefault(name, Value.NULL), then.get(name)));
  }
}
