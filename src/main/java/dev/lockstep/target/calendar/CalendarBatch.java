package dev.lockstep.target.calendar;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Api;
import dev.lockstep.google.Failures;
import dev.lockstep.google.Failures.About;
import dev.lockstep.google.Lane;
import dev.lockstep.google.RateLimits;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Target.Progress;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One batch of writes to one calendar: sent in order, several in flight where the traffic allows,
 * stopped by the first failure of a wider scope.
 *
 * <p>A call without usable answer (IO, 5xx) is the record's own failure only if the calendar
 * answered another call after it; a second one in a row stops the batch.
 */
final class CalendarBatch {

  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("calendar-call-", 0).factory();

  private final PartitionKey partition;
  private final List<Write> writes;
  private final EventWriter writer;
  private final CalendarAnswers answers;
  private final CalendarTraffic.Way way;
  private final RateLimits limits;
  private final Lane lane;

  private final @Nullable Outcome[] outcomes;
  private final List<Suspect> suspects = new ArrayList<>();
  private @Nullable Wider wider;

  CalendarBatch(
      PartitionKey partition,
      List<Write> writes,
      EventWriter writer,
      CalendarAnswers answers,
      CalendarTraffic.Way way,
      RateLimits limits,
      Lane lane) {
    this.partition = partition;
    this.writes = List.copyOf(writes);
    this.writer = writer;
    this.answers = answers;
    this.way = way;
    this.limits = limits;
    this.lane = lane;
    this.outcomes = new Outcome[writes.size()];
  }

  List<Outcome> run(Progress progress) {
    RuntimeException lost = null;
    try (ExecutorService calls = Executors.newThreadPerTaskExecutor(THREADS)) {
      for (int i = 0; i < writes.size() && !isStopped(); i++) {
        int index = i;
        Write write = writes.get(i);
        progress.beforeCall();
        way.enter(write.remoteId());
        if (isStopped()) {
          way.leave(write.remoteId(), false);
          break;
        }
        calls.execute(Context.current().wrap(() -> send(index, write)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lost = new IllegalStateException("interrupted while writing to " + partition, e);
    } catch (RuntimeException e) {
      lost = e;
    }
    if (lost != null) {
      throw lost;
    }
    judgeSuspects();
    List<Outcome> all = all();
    Wider stopped = wider;
    if (stopped != null) {
      throw new TargetException(stopped.failure(), all, stopped.cause());
    }
    return all;
  }

  private void send(int index, Write write) {
    boolean isRefused = false;
    try {
      Outcome outcome = lane.call(() -> writer.carryOut(write));
      settled(index, outcome);
    } catch (Exception e) {
      Failure failure = failure(e);
      isRefused = failure.kind() == Failure.Kind.QUOTA;
      if (isRefused && !failure.reason().equals("ownLimit")) {
        limits.refused(Api.CALENDAR, partition.account(), failure);
      }
      failed(index, write, failure, e);
    } finally {
      way.leave(write.remoteId(), isRefused);
    }
  }

  private synchronized void settled(int index, Outcome outcome) {
    outcomes[index] = outcome;
    if (!(outcome instanceof Outcome.Failed)) {
      // The calendar answers, so what got no answer before was that record's own trouble.
      suspects.forEach(this::becomesItsOwn);
      suspects.clear();
    }
  }

  private synchronized void failed(int index, Write write, Failure failure, Exception cause) {
    outcomes[index] = new Outcome.Failed(write.key(), failure, Duration.ZERO);
    if (!isUnanswered(failure)) {
      stop(failure, cause);
      return;
    }
    suspects.add(new Suspect(index, failure, cause));
    if (suspects.size() > 1) {
      stop(failure, cause);
    }
  }

  private synchronized void judgeSuspects() {
    if (suspects.isEmpty() || wider != null) {
      return;
    }
    try {
      answers.probe();
      suspects.forEach(this::becomesItsOwn);
    } catch (CalendarAnswers.CalendarSilent e) {
      stop(failure(e), e);
    }
  }

  private void becomesItsOwn(Suspect suspect) {
    Failure f = suspect.failure();
    outcomes[suspect.index()] =
        new Outcome.Failed(
            writes.get(suspect.index()).key(),
            new Failure(f.kind(), Failure.Scope.RECORD, f.reason(), f.message(), f.retryAfter()),
            Duration.ZERO);
  }

  private void stop(Failure failure, Exception cause) {
    if (wider == null) {
      wider = new Wider(failure, cause);
    }
  }

  private synchronized boolean isStopped() {
    return wider != null;
  }

  private synchronized List<Outcome> all() {
    List<Outcome> all = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      Outcome outcome = outcomes[i];
      all.add(outcome == null ? new Outcome.NotTried(writes.get(i).key()) : outcome);
    }
    return all;
  }

  private static boolean isUnanswered(Failure failure) {
    return failure.kind() == Failure.Kind.TRANSIENT;
  }

  private static Failure failure(Exception e) {
    return e instanceof CalendarAnswers.CalendarSilent silent && silent.getCause() != null
        ? Failures.of(silent.getCause(), About.COLLECTION)
        : Failures.of(e);
  }

  private record Suspect(int index, Failure failure, Exception cause) {}

  private record Wider(Failure failure, Exception cause) {}
}
