package dev.lockstep.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why something was not stored, in one line. */
final class NotStored {

  private NotStored() {}

  /** The failure and each of its causes that says something new, with the names of their types. */
  static String words(Throwable failure) {
    List<String> words = new ArrayList<>();
    Set<Throwable> seen = new HashSet<>();
    for (@Nullable Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      String message =
          at.getMessage() == null ? "" : at.getMessage().lines().findFirst().orElse("");
      if (words.stream().noneMatch(said -> !message.isEmpty() && said.contains(message))) {
        words.add(at.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
      }
    }
    return String.join(", caused by ", words);
  }
}
