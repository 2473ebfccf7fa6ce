package dev.lockstep.history;

import java.util.List;

/**
 * One message to people about a burst of notices.
 *
 * @param sync empty where it is about an account as a whole; likewise the others
 * @param place how people call the calendar: a sheet's is a tab
 * @param recipients words joined by commas
 * @param records how many things are told: one record may have several of them
 * @param sample the first few records' keys, each once
 * @param message that of the latest notice; the others' may differ
 */
public record DueNotice(
    long id,
    NoticeKind kind,
    String sync,
    String account,
    String calendar,
    String place,
    String recipients,
    long records,
    List<String> sample,
    String message) {

  /** What the guard against telling twice knows it by. */
  public String messageId() {
    return String.valueOf(id);
  }

  /** As one structured log line; what is empty is left out. */
  public String line() {
    StringBuilder line = new StringBuilder("notice=").append(kind.word());
    add(line, "to", recipients);
    add(line, "sync", sync);
    add(line, "account", account);
    add(line, place, calendar);
    add(line, "count", String.valueOf(records));
    add(line, "keys", String.join(",", sample));
    String said = sample.size() > 1 ? "the latest: " + message : message;
    return line.append(" message=\"").append(said.replace('"', '\'')).append('"').toString();
  }

  private static void add(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) {
      line.append(' ').append(name).append('=').append(value);
    }
  }
}
