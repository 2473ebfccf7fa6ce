package dev.lockstep.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of the link between a row and a record at the target: what a mapping holds (PROTOCOL
 * 6.2).
 *
 * @param reason why it is detached; null in every other state
 * @param seen what the target last showed of fields whose base has not followed
 * @param version the version last seen there; it moves even where Br does not
 * @param incarnation how often this key had to begin anew there, from 0
 * @param remoteId null before the first link; an adopted record keeps the id it had
 * @param sending calls of unknown outcome
 * @param reported what was reported and still stands: the same values are not reported, retried or
 *     merged again
 */
public record Link(
    State state,
    @Nullable Reason reason,
    Bases bases,
    Seen seen,
    @Nullable String version,
    int incarnation,
    @Nullable String remoteId,
    List<Attempt> sending,
    List<Report> reported) {

  /** Where a link stands. */
  public enum State {
    /** No link yet. */
    NONE,
    /** A first insert is under way, its fate unknown. */
    SENDING,
    LINKED,
    /** One side went and the other stays; see {@link Reason}. */
    DETACHED,
    /** Some field waits for a person; the others flow. */
    CONFLICT,
    /** The brake holds it until a person approves. */
    HELD,
    /** Gone there; the next insert of the key is a new incarnation. */
    GONE
  }

  /** Why a link is detached. */
  public enum Reason {
    DELETED_AT_TARGET,
    DELETED_AT_SOURCE,
    RECURRING
  }

  /** Values of the target that no base has followed yet, and when it says it changed. */
  public record Seen(Fields fields, @Nullable Instant updated) {
    public static final Seen NOTHING = new Seen(Fields.EMPTY, null);
  }

  public static final Link NONE =
      new Link(State.NONE, null, Bases.NONE, Seen.NOTHING, null, 0, null, List.of(), List.of());

  public Link {
    sending = List.copyOf(sending);
    reported = List.copyOf(reported);
    if ((state == State.DETACHED) != (reason != null)) {
      throw new IllegalArgumentException("state " + state + " with reason " + reason);
    }
  }

  /** Without the attempts begun before {@code limit}, five minutes ago (PROTOCOL 5.2). */
  public Link forgetting(Instant limit) {
    return withSending(sending.stream().filter(attempt -> !attempt.at().isBefore(limit)).toList());
  }

  Link in(State state) {
    return new Link(state, null, bases, seen, version, incarnation, remoteId, sending, reported);
  }

  /** One side alone is left: no value is to be mended or decided until both are there again. */
  Link detached(Reason reason) {
    List<Report> standing =
        reported.stream()
            .filter(report -> report.kind() != Report.Kind.INVALID && !report.waits())
            .toList();
    return new Link(
        State.DETACHED, reason, bases, seen, version, incarnation, remoteId, List.of(), standing);
  }

  /** Nothing is left there: the key may begin anew. */
  Link gone() {
    return new Link(
        State.GONE,
        null,
        Bases.NONE,
        Seen.NOTHING,
        null,
        incarnation,
        remoteId,
        List.of(),
        List.of());
  }

  /** Ready for the next life of the key there. */
  Link anew() {
    return new Link(
        State.NONE,
        null,
        Bases.NONE,
        Seen.NOTHING,
        null,
        incarnation + 1,
        null,
        List.of(),
        List.of());
  }

  Link withSending(List<Attempt> sending) {
    return new Link(state, reason, bases, seen, version, incarnation, remoteId, sending, reported);
  }

  Link withReported(List<Report> reported) {
    return new Link(state, reason, bases, seen, version, incarnation, remoteId, sending, reported);
  }

  Link at(@Nullable String remoteId, @Nullable String version) {
    return new Link(state, reason, bases, seen, version, incarnation, remoteId, sending, reported);
  }

  Link agreedOn(Bases bases, Seen seen) {
    return new Link(state, reason, bases, seen, version, incarnation, remoteId, sending, reported);
  }

  /**
   * Whether what the target shows of a field is nothing new: it is as both agreed, or a person has
   * given these very values up, or the source could not take them.
   */
  public boolean isSettled(String field, Fields shown) {
    return shown.get(field).same(bases.target().get(field))
        || reported.stream()
            .filter(
                report ->
                    report.kind() == Report.Kind.GIVEN_UP || report.kind() == Report.Kind.INVALID)
            .map(Report::target)
            .anyMatch(target -> target.has(field) && target.get(field).same(shown.get(field)));
  }

  /** What the target showed last. */
  public Fields lastShown() {
    return bases.target().with(seen.fields());
  }

  /** Whether some field waits for a person. */
  boolean waits() {
    return reported.stream().anyMatch(Report::waits);
  }
}
