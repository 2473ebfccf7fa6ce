package dev.lockstep.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/** From the commit of a new row to the call that makes its event, row by row in their order. */
final class OutboundDelays {

  private static final String INSERT =
      """
      INSERT INTO public.appointments (owner, title, starts_at, ends_at)
      VALUES (?, 'measured', now() + interval '1 day', now() + interval '25 hours')
      """;

  private OutboundDelays() {}

  static Delays measured(Appointments appointments, int account, int samples)
      throws SQLException, InterruptedException {
    appointments.forgetCalls();
    Random random = new Random(1);
    List<Instant> committed = new ArrayList<>();
    try (Connection connection = appointments.database().dataSource().getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (int i = 0; i < samples; i++) {
        insert.setLong(1, account);
        insert.executeUpdate();
        committed.add(Instant.now());
        Thread.sleep(random.nextInt(50, 250));
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> inserts(appointments, account).size() >= samples);
    List<Instant> called = inserts(appointments, account);
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      delays.add(Duration.between(committed.get(i), called.get(i)));
    }
    return new Delays(delays);
  }

  private static List<Instant> inserts(Appointments appointments, int account) {
    return appointments.calls().stream()
        .filter(call -> call.method().equals("POST"))
        .filter(call -> call.account().equals(Appointments.email(account)))
        .map(Appointments.Call::at)
        .sorted()
        .toList();
  }
}
