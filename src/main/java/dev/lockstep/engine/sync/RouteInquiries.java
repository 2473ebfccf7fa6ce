package dev.lockstep.engine.sync;

import dev.lockstep.core.Ruling;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions that routes are asked, each on a thread of its own and for a limited time, so that
 * no pass and no transaction waits for a route. A few of one route at once; one that does not end
 * when its time is over keeps its place among them, and when all places are kept so, nothing more
 * is asked of that route until one ends.
 */
final class RouteInquiries {

  /** How many questions one route is asked at once. */
  static final int AT_ONCE = 4;

  /** How long an answer is kept for whoever comes for it. */
  static final Duration KEPT = Duration.ofMinutes(2);

  /** How soon a route that is interrupted must end to be asked something else. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(RouteInquiries.class);

  /** Runs something once the time has passed. */
  interface Alarm {
    void in(Duration time, Runnable work);
  }

  private final Function<RouteQuestion, Ruling> route;
  private final Duration limit;
  private final Alarm alarm;
  private final Map<RouteQuestion.Place, Inquiry> inquiries = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private boolean isClosed;

  /**
   * @param route asks it, and gives what it decided; what it throws is told as its failure
   * @param limit how long one question may take
   */
  RouteInquiries(Function<RouteQuestion, Ruling> route, Duration limit, Alarm alarm) {
    this.route = route;
    this.limit = limit;
    this.alarm = alarm;
  }

  /** What was answered to just this question, if anything yet. */
  synchronized Optional<Ruling> answer(RouteQuestion question) {
    Inquiry inquiry = inquiries.get(question.place());
    return inquiry != null && inquiry.question.equals(question)
        ? Optional.ofNullable(inquiry.answer)
        : Optional.empty();
  }

  /**
   * Asks, unless it is being asked already. One about the same with other values is given up.
   *
   * @param whenAnswered is run on another thread once there is an answer; at once if there is one
   */
  synchronized void ask(RouteQuestion question, Runnable whenAnswered) {
    if (isClosed) {
      return;
    }
    Inquiry before = inquiries.get(question.place());
    if (before != null && before.question.equals(question)) {
      before.tell(whenAnswered);
      return;
    }
    if (before != null) {
      giveUp(before);
    }
    Inquiry inquiry = new Inquiry(question);
    inquiry.tell(whenAnswered);
    inquiries.put(question.place(), inquiry);
    Line line = lines.computeIfAbsent(question.uri(), uri -> new Line());
    line.waiting.add(inquiry);
    goOn(line);
  }

  /** Whoever is asked is interrupted, nothing more is asked. */
  synchronized void close() {
    isClosed = true;
    for (Line line : lines.values()) {
      line.waiting.clear();
      line.asked.forEach(this::giveUp);
    }
  }

  private void goOn(Line line) {
    while (line.asked.size() < AT_ONCE && !line.waiting.isEmpty()) {
      Inquiry next = line.waiting.poll();
      if (!next.isGivenUp) {
        line.asked.add(next);
        next.thread =
            Thread.ofPlatform().daemon().name(next.question.uri()).start(() -> run(line, next));
        alarm.in(limit, () -> outOfTime(next));
      }
    }
    if (line.isStuck()) {
      for (Inquiry hopeless : line.waiting) {
        settle(
            hopeless,
            new Ruling.Undecided(
                "the route %s has not ended %d earlier questions, and is asked no more until it does"
                    .formatted(hopeless.question.uri(), AT_ONCE)));
      }
      line.waiting.clear();
    }
  }

  private void run(Line line, Inquiry inquiry) {
    Ruling ruling;
    try {
      ruling = route.apply(inquiry.question);
    } catch (RuntimeException | Error e) {
      ruling = new Ruling.Undecided("the route %s failed: %s".formatted(inquiry.question.uri(), e));
    }
    ended(line, inquiry, ruling);
  }

  private synchronized void ended(Line line, Inquiry inquiry, Ruling ruling) {
    line.asked.remove(inquiry);
    settle(inquiry, ruling);
    goOn(line);
  }

  private synchronized void outOfTime(Inquiry inquiry) {
    if (inquiry.answer == null && !inquiry.isGivenUp) {
      settle(
          inquiry,
          new Ruling.Undecided(
              "the route %s did not answer within %s s"
                  .formatted(inquiry.question.uri(), seconds(limit))));
      giveUp(inquiry);
    }
  }

  /** What it still says is nobody's any more. */
  private void giveUp(Inquiry inquiry) {
    inquiry.isGivenUp = true;
    if (inquiry.thread != null) {
      inquiry.thread.interrupt();
      alarm.in(GRACE, () -> hangs(inquiry));
    }
  }

  private synchronized void hangs(Inquiry inquiry) {
    inquiry.hangs = true;
    goOn(lines.get(inquiry.question.uri()));
  }

  private void settle(Inquiry inquiry, Ruling ruling) {
    if (inquiry.answer != null || inquiry.isGivenUp) {
      return;
    }
    inquiry.answer = ruling;
    if (ruling instanceof Ruling.Undecided undecided) {
      tell(inquiry.question, undecided);
    }
    inquiry.interested.forEach(Thread::startVirtualThread);
    inquiry.interested.clear();
    alarm.in(KEPT, () -> forget(inquiry));
  }

  /** The one line of the log about what a route did not decide. */
  static void tell(RouteQuestion question, Ruling.Undecided undecided) {
    LOG.warn(
        "sync={} key={} field={} waits for a person: {}",
        question.partition().sync(),
        question.key(),
        question.unit(),
        undecided.why());
  }

  private synchronized void forget(Inquiry inquiry) {
    inquiries.remove(inquiry.question.place(), inquiry);
  }

  private static String seconds(Duration time) {
    return java.math.BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** One question on its way. */
  private static final class Inquiry {
    private final RouteQuestion question;
    private final List<Runnable> interested = new ArrayList<>();
    private @Nullable Thread thread;
    private @Nullable Ruling answer;
    private boolean isGivenUp;
    private boolean hangs;

    Inquiry(RouteQuestion question) {
      this.question = question;
    }

    void tell(Runnable whenAnswered) {
      if (answer == null) {
        interested.add(whenAnswered);
      } else {
        Thread.startVirtualThread(whenAnswered);
      }
    }
  }

  /** What one route is asked, and is still to be asked. */
  private static final class Line {
    private final Set<Inquiry> asked = new HashSet<>();
    private final Deque<Inquiry> waiting = new ArrayDeque<>();

    boolean isStuck() {
      return asked.size() >= AT_ONCE && asked.stream().allMatch(inquiry -> inquiry.hangs);
    }
  }
}
