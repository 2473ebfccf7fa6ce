package dev.lockstep.bench;

import dev.lockstep.core.Direction;
import dev.lockstep.queue.DeadRows;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fold and claim while somebody's transaction keeps every dead row of the log and the queue from
 * being removed. The hour is simulated by as many changes as make its dead rows.
 */
@Tag("bench")
class OpenTransactionBench {

  private static final int ROWS = 1000;
  private static final int ROWS_A_CYCLE = 20;
  private static final int MEASURED = 300;
  private static final int CYCLES = Integer.getInteger("bench.open.cycles", 5_000);

  @Test
  void foldAndClaim() throws Exception {
    try (Captured table =
        new Captured("CREATE TABLE public.rows (id bigint PRIMARY KEY, account text, note int)")) {
      table
          .jdbc
          .sql("INSERT INTO public.rows SELECT n, '1', 0 FROM generate_series(1, " + ROWS + ") n")
          .update();
      table.capture(true);
      Cycle cycle = new Cycle(table);
      cycle.nanos(500);
      double without = cycle.nanos(MEASURED);
      try (Connection left = table.application("extended");
          var statement = left.createStatement()) {
        left.setAutoCommit(false);
        left.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        statement.execute("SELECT txid_current()");
        cycle.nanos(CYCLES);
        double with = cycle.nanos(MEASURED);
        left.rollback();
        Figures.record(
            Budget.OPEN_TRANSACTION,
            "after %,d changes, each folded, claimed and done".formatted(CYCLES * ROWS_A_CYCLE),
            with <= 2 * without,
            "%.2f× (%.1f ms, %.1f ms without)"
                .formatted(with / without, with / 1e6, without / 1e6));
      }
    }
  }

  /** Changes are made, then folded, claimed and settled; the fold, lease and claim are timed. */
  private static final class Cycle {
    private final Captured table;
    private final DeadRows dead;
    private int at;
    private int changes;

    Cycle(Captured table) {
      this.table = table;
      this.dead = new DeadRows(table.jdbc);
    }

    /** The median, and of what is done now and then besides each cycle's share. */
    double nanos(int cycles) {
      double[] nanos = new double[cycles];
      long besides = 0;
      for (int i = 0; i < cycles; i++) {
        nanos[i] = once();
        besides += removeDeadRows();
      }
      Arrays.sort(nanos);
      return nanos[cycles / 2] + (double) besides / cycles;
    }

    /** As often as the dispatcher does it. */
    private long removeDeadRows() {
      changes += ROWS_A_CYCLE;
      if (changes < DeadRows.EVERY) {
        return 0;
      }
      changes = 0;
      long start = System.nanoTime();
      dead.remove();
      return System.nanoTime() - start;
    }

    private long once() {
      at = (at + ROWS_A_CYCLE) % ROWS;
      table
          .jdbc
          .sql("UPDATE public.rows SET note = note + 1 WHERE id > :from AND id <= :to")
          .param("from", at)
          .param("to", at + ROWS_A_CYCLE)
          .update();
      var target = List.of(table.target());
      long start = System.nanoTime();
      table.fold.fold(target);
      Optional<Lease> lease = table.transaction.execute(status -> table.leases.next("bench"));
      if (lease == null || lease.isEmpty()) {
        throw new IllegalStateException("nothing is due after a fold");
      }
      List<Item> items =
          table.transaction.execute(
              status -> table.claims.take(lease.get(), Direction.TO_GOOGLE, 100));
      long took = System.nanoTime() - start;
      if (items == null || items.size() != ROWS_A_CYCLE) {
        throw new IllegalStateException("claimed " + items);
      }
      table.transaction.executeWithoutResult(
          status -> {
            table.claims.done(lease.get(), items);
            table.leases.release(lease.get());
          });
      return took;
    }
  }
}
