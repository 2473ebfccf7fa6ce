package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.SecondApplication;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that cannot be written now, or not with these values, and what they do to the others. */
@SecondApplication
class RowsThatRefuseTest {

  private static Diaries diaries;
  private static Diary locked;
  private static Diary checked;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    locked = diaries.open("locked", "");
    checked = diaries.open("checked", "conflict: google-wins");
    diaries
        .jdbc
        .sql("ALTER TABLE public.checked ADD CHECK (place <> 'East St' OR title <> 'North')")
        .update();
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void aRowThatSomebodyHasLockedHoldsUpNoOther() throws SQLException {
    long held = locked.writeLinked("held");
    long free = locked.writeLinked("free");
    try (Connection user = diaries.database.dataSource().getConnection();
        var statement = user.createStatement()) {
      user.setAutoCommit(false);
      statement.execute("SELECT FROM public.locked WHERE id = " + held + " FOR UPDATE");
      locked.edit("held", "{\"location\": \"Elsewhere\"}");
      locked.edit("free", "{\"location\": \"Elsewhere\"}");
      locked.pull();
      soon().until(() -> "Elsewhere".equals(locked.value(free, "place")));
      long sent = locked.write("sent meanwhile");
      soon().until(() -> "linked".equals(locked.state(sent)));
      assertThat(locked.value(held, "place")).isEqualTo("Main St");
      user.commit();
    }
    soon().until(() -> "Elsewhere".equals(locked.value(held, "place")));
    locked.settle();
  }

  @Test
  void aMergeThatTheRowRefusesIsNotTriedWithoutEnd() {
    long id = checked.writeLinked("South");
    checked.set(id, "title = 'North'");
    checked.settle();
    checked.edit("North", "{\"location\": \"East St\"}");
    checked.pull();
    soon().until(() -> checked.notices("conflict") + checked.notices("failed") > 0);
    long before = diaries.lastRequest();
    Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(diaries.lastRequest() - before).isLessThan(5);
    assertThat(checked.value(id, "place")).isEqualTo("Main St");
  }
}
