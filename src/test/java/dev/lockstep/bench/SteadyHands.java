package dev.lockstep.bench;

import dev.lockstep.testing.TestSandbox;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * People at work on both sides of both syncs, at a steady pace. What there is stays as much as it
 * was: they edit, and for each row that comes one goes.
 */
final class SteadyHands implements AutoCloseable {

  private static final Duration APPOINTMENT = Duration.ofMillis(125);
  private static final Duration ITEM = Duration.ofMillis(500);
  private static final Duration EVENT = Duration.ofMillis(333);
  private static final Duration CELL = Duration.ofSeconds(4);
  private static final Duration TURN = Duration.ofSeconds(30);

  /** People use up nothing of what the application may ask. */
  private static final String UNSEEN = "quotaUser=sandbox-page";

  private static final String RENAME =
      """
      UPDATE public.appointments
      SET title = 'renamed ' || :n, address = 'Side St ' || :n, updated_at = clock_timestamp()
      WHERE id = :id
      """;

  private static final String MOVE =
      """
      UPDATE public.appointments
      SET starts_at = CAST(:start AS timestamptz),
        ends_at = CAST(:start AS timestamptz) + interval '1 hour', updated_at = clock_timestamp()
      WHERE id = :id
      """;

  private static final String DELETE_OLDEST =
      """
      DELETE FROM public.appointments
      WHERE id = (SELECT min(id) FROM public.appointments WHERE id > :kept)
      """;

  private static final String RESTOCK =
      """
      UPDATE public.items
      SET stock = :stock, updated_at = clock_timestamp()
      WHERE id = :id
      """;

  private static final String EVENTS =
      """
      SELECT account, remote_id
      FROM lockstep.sync_mapping
      WHERE sync = 'bench' AND state = 'linked'
      ORDER BY account, remote_id
      """;

  private final Appointments appointments;
  private final SingleConnectionDataSource connection;
  private final JdbcClient jdbc;
  private final TestSandbox sandbox;
  private final int accounts;
  private final int kept;
  private final int items;
  private final String spreadsheet;
  private final List<Event> events;
  private final Random random = new Random(4);
  private final Instant noon =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(36, ChronoUnit.HOURS);
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();
  private final AtomicLong cells = new AtomicLong();
  private final ScheduledExecutorService hands = Executors.newScheduledThreadPool(4);
  private final List<Future<?>> work = new ArrayList<>();

  /** They begin at once; both syncs have loaded all there is. */
  SteadyHands(Appointments appointments, int accounts, int kept, Sheets sheets, int items) {
    this.appointments = appointments;
    this.connection = kept(appointments);
    this.jdbc = JdbcClient.create(connection);
    this.sandbox = appointments.sandbox();
    this.accounts = accounts;
    this.kept = kept;
    this.items = items;
    this.spreadsheet = sheets.spreadsheetId();
    this.events =
        jdbc.sql(EVENTS)
            .query((row, n) -> new Event(row.getInt("account"), row.getString("remote_id")))
            .list();
    every(APPOINTMENT, this::editAppointment);
    every(ITEM, this::editItem);
    every(TURN, this::turnOver);
    every(EVENT, this::moveEvent);
    every(CELL, this::editCell);
  }

  /** One for all: to connect anew for each edit would be most of the load. */
  private static SingleConnectionDataSource kept(Appointments appointments) {
    try {
      return new SingleConnectionDataSource(
          appointments.database().dataSource().getConnection(), true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Event(int account, String id) {}

  private void every(Duration pace, Runnable deed) {
    work.add(hands.scheduleAtFixedRate(deed, 0, pace.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void editAppointment() {
    long n = rows.incrementAndGet();
    int id = 1 + random.nextInt(kept);
    if (n % 4 == 0) {
      jdbc.sql(MOVE).param("start", someTime().toString()).param("id", id).update();
    } else {
      jdbc.sql(RENAME).param("n", n).param("id", id).update();
    }
  }

  private void editItem() {
    rows.incrementAndGet();
    jdbc.sql(RESTOCK)
        .param("stock", random.nextInt(100_000))
        .param("id", 1 + random.nextInt(items))
        .update();
  }

  private void turnOver() {
    rows.addAndGet(2);
    appointments.insert(1 + random.nextInt(accounts), 1, 1);
    jdbc.sql(DELETE_OLDEST).param("kept", kept).update();
  }

  private void moveEvent() {
    moves.incrementAndGet();
    Event event = events.get(random.nextInt(events.size()));
    Instant start = someTime();
    call(
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event.id() + "?" + UNSEEN,
        Appointments.email(event.account()),
        """
        {"start": {"dateTime": "%s"}, "end": {"dateTime": "%s"}}"""
            .formatted(start, start.plus(1, ChronoUnit.HOURS)));
  }

  private void editCell() {
    long n = cells.incrementAndGet();
    int row = 2 + random.nextInt(items);
    call(
        "PUT",
        "v4/spreadsheets/%s/values/Items!H%d?valueInputOption=RAW&%s"
            .formatted(spreadsheet, row, UNSEEN),
        "finance@example.com",
        """
        {"values": [["Edited %d"]]}"""
            .formatted(n));
  }

  private Instant someTime() {
    return noon.plus(random.nextInt(10_000), ChronoUnit.MINUTES);
  }

  private void call(String method, String path, String email, String json) {
    HttpResponse<String> answer = sandbox.call(method, path, sandbox.accessToken(email), json);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  /** What they have done so far; fails where one of them could not go on. */
  Done done() throws InterruptedException {
    for (Future<?> one : work) {
      if (one.isDone()) {
        try {
          one.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException("somebody gave up", e.getCause());
        }
      }
    }
    return new Done(rows.get(), moves.get(), cells.get());
  }

  /**
   * @param rows changed in PostgreSQL
   * @param events moved in calendars
   * @param cells edited in the sheet
   */
  record Done(long rows, long events, long cells) {
    long all() {
      return rows + events + cells;
    }

    @Override
    public String toString() {
      return "%,d rows, %,d events, %,d cells".formatted(rows, events, cells);
    }
  }

  @Override
  public void close() throws InterruptedException {
    hands.shutdown();
    if (!hands.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("somebody does not come to an end");
    }
    connection.destroy();
  }
}
