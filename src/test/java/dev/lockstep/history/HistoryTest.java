package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.history.HistoryEvent.Action;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.HistoryEvent.Run;
import dev.lockstep.history.HistoryEvent.Side;
import dev.lockstep.history.HistoryFilter.Kind;
import dev.lockstep.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class HistoryTest {

  private static final PartitionKey ANNA = new PartitionKey("appointments", "1", "primary");
  private static final PartitionKey BEN = new PartitionKey("appointments", "2", "primary");

  private final DataSource database = TestDatabase.migrated().dataSource();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final Notices notices = new Notices(jdbc, HistorySettingsFactory.impatient());
  private final History history = new History(jdbc, notices);

  @Test
  void everyKindOfLineIsReadBackAsItWasWritten() {
    HistoryEvent change = change(ANNA, "42");
    HistoryEvent attempt =
        new HistoryEvent.Attempt(ANNA, "42", "events.patch", Duration.ofMillis(31), null);
    HistoryEvent failed =
        new HistoryEvent.Attempt(
            ANNA,
            "42",
            "events.patch",
            Duration.ofMillis(12),
            new Failure(
                Failure.Kind.QUOTA, Failure.Scope.ACCOUNT, "rateLimitExceeded", "slow down", null));
    HistoryEvent pass =
        new HistoryEvent.Pass(
            ANNA, Run.OUTBOUND, Map.of("pushed", 3L), Duration.ofMillis(840), null);
    HistoryEvent notice =
        HistoryEvent.Notice.ofRecord(
            NoticeKind.CONFLICT,
            ANNA,
            "42",
            "start was changed on both sides",
            Map.of("source", Fields.of("summary", Value.text("a"))),
            Set.of(Recipient.ADMIN));

    history.write(List.of(change, attempt, failed, pass, notice));

    assertThat(history.read(HistoryFilter.ALL, null, 10))
        .extracting(HistoryEntry::event)
        .containsExactly(notice, pass, failed, attempt, change);
  }

  @Test
  void aLineLeadsToWhatBroughtItAboutAndToItsCalls() {
    HistoryEvent change =
        change(
            "42",
            new Trail(
                "7-12-x",
                Map.of("by", "row", "changes", 3),
                List.of("first", "second"),
                "spreadsheets.batchUpdate",
                Duration.ofMillis(412)));
    history.write(change);

    assertThat(history.read(HistoryFilter.ALL, null, 10))
        .extracting(HistoryEntry::event)
        .containsExactly(change);
  }

  @Test
  void theCallsThatCarriedARecordWithOthersAreInItsHistory() {
    HistoryEvent refused = batch("first", Failure.permanent("badRequest", "no"));
    HistoryEvent done = batch("second", null);
    HistoryEvent other = batch("third", null);
    HistoryEvent change =
        change("42", new Trail("p", Map.of(), List.of("first", "second"), null, null));
    HistoryEvent stranger = change("43", new Trail("p", Map.of(), List.of("third"), null, null));
    history.write(List.of(refused, done, other, change, stranger));

    HistoryFilter ofRecord = HistoryFilter.ofRecord("appointments", "42");
    List<HistoryEntry> lines = history.read(ofRecord, null, 10);
    assertThat(lines).extracting(HistoryEntry::event).containsExactly(change, done, refused);
    assertThat(history.read(ofRecord, lines.get(1).id(), 10))
        .extracting(HistoryEntry::event)
        .as("the next page")
        .containsExactly(refused);
    assertThat(history.read(ofRecord.only(Kind.CHANGE), null, 10)).hasSize(1);
    assertThat(new Timeline(jdbc).json(ofRecord, null, 10))
        .hasSize(3)
        .first()
        .asString()
        .contains("\"calls\": [\"first\", \"second\"]", "\"pass\": \"p\"");
  }

  private static HistoryEvent batch(
      String call, @org.jspecify.annotations.Nullable Failure failure) {
    return new HistoryEvent.Attempt(
        ANNA,
        null,
        "spreadsheets.batchUpdate",
        Duration.ofMillis(9),
        failure,
        16,
        new Trail("p", Map.of(), List.of(call), null, null));
  }

  private static HistoryEvent change(String key, Trail trail) {
    return new HistoryEvent.Change(
        ANNA,
        key,
        Side.TARGET,
        Action.UPDATE,
        Cause.ROW_CHANGED,
        Origin.POSTGRES,
        key,
        Fields.EMPTY,
        Fields.of("summary", Value.text("after")),
        Fields.EMPTY,
        trail);
  }

  @Test
  void everyTypeOfValueSurvivesTheHistory() {
    Fields all =
        Fields.of(
            "null", Value.NULL,
            "empty", Value.text(""),
            "text", Value.text("Grüße \"an\" alle"),
            "whole", Value.whole(7),
            "price", Value.decimal("1.10"),
            "truth", Value.bool(true),
            "date", new Value.Date(LocalDate.of(2026, 3, 1)),
            "time", new Value.Time(LocalTime.of(9, 30)),
            "dateTime", new Value.DateTime(LocalDateTime.of(2026, 3, 1, 9, 30)),
            "instant", Value.instant(Instant.parse("2026-03-01T09:30:00.123456Z")),
            "json", Value.json(List.of(Map.of("a", new BigDecimal("1.50")))));

    history.write(
        new HistoryEvent.Change(
            ANNA,
            "1",
            Side.TARGET,
            Action.UPDATE,
            Cause.ROW_CHANGED,
            Origin.POSTGRES,
            "ev1",
            Fields.EMPTY,
            all,
            Fields.EMPTY));

    var line = (HistoryEvent.Change) history.read(HistoryFilter.ALL, null, 1).getFirst().event();
    assertThat(line.after()).isEqualTo(all);
  }

  @Test
  void aNulCharacterFromGoogleDoesNotFailTheTransaction() {
    Fields nul = Fields.of("summary", Value.text("a\0b"));
    history.write(
        new HistoryEvent.Change(
            ANNA,
            "1",
            Side.SOURCE,
            Action.UPDATE,
            Cause.GOOGLE_CHANGED,
            Origin.GOOGLE,
            "ev1",
            Fields.EMPTY,
            nul,
            nul));
    assertThat(history.read(HistoryFilter.ALL, null, 1)).hasSize(1);
  }

  @Test
  void linesExistExactlyWhenTheCallersTransactionDoes() {
    var transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    transaction.executeWithoutResult(
        status -> {
          history.write(change(ANNA, "1"));
          status.setRollbackOnly();
        });
    assertThat(history.read(HistoryFilter.ALL, null, 10)).isEmpty();
  }

  @Test
  void aRecordsTimelineHoldsNothingElse() {
    history.write(List.of(change(ANNA, "1"), change(ANNA, "2"), change(BEN, "1")));

    assertThat(history.read(HistoryFilter.ofRecord("appointments", "1"), null, 10)).hasSize(2);
    assertThat(history.read(HistoryFilter.ofAccount("2"), null, 10)).hasSize(1);
    assertThat(history.read(HistoryFilter.ofSync("other"), null, 10)).isEmpty();
    assertThat(history.read(HistoryFilter.ALL.only(Kind.PASS, Kind.NOTICE), null, 10)).isEmpty();
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() {
    for (int i = 0; i < 25; i++) {
      history.write(change(ANNA, String.valueOf(i)));
    }
    List<Long> seen = new ArrayList<>();
    Long before = null;
    List<HistoryEntry> page;
    do {
      page = history.read(HistoryFilter.ofSync("appointments"), before, 10);
      page.forEach(entry -> seen.add(entry.id()));
      before = page.isEmpty() ? null : page.getLast().id();
    } while (before != null);
    assertThat(seen)
        .hasSize(25)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void aBurstOfNoticesIsOneMessageWithACount() {
    for (int i = 0; i < 5; i++) {
      history.write(
          HistoryEvent.Notice.ofPartition(
              NoticeKind.GOOGLE_CHANGED, ANNA, "changed at Google", 100, Set.of(Recipient.ADMIN)));
    }
    history.write(
        HistoryEvent.Notice.ofPartition(
            NoticeKind.GOOGLE_CHANGED, BEN, "changed at Google", 1, Set.of(Recipient.ADMIN)));

    assertThat(notices.take())
        .extracting(DueNotice::account, DueNotice::records)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("1", 500L),
            org.assertj.core.groups.Tuple.tuple("2", 1L));
  }

  @Test
  void aBurstNamesEachRecordOnceAndCountsWhatIsTold() {
    for (String key : List.of("1", "2", "3", "3", "1", "4", "5", "6")) {
      history.write(
          HistoryEvent.Notice.ofRecord(
              NoticeKind.CONFLICT,
              ANNA,
              key,
              "both changed it",
              Map.of(),
              Set.of(Recipient.ADMIN)));
    }

    assertThat(notices.take())
        .singleElement()
        .satisfies(told -> assertThat(told.line()).contains(" count=8 keys=1,2,3,4,5 "));
  }

  @Test
  void aNoticeThatNobodyAskedForIsOnlyALine() {
    history.write(HistoryEvent.Notice.ofPartition(NoticeKind.FAILED, ANNA, "refused", 1, Set.of()));
    assertThat(notices.take()).isEmpty();
    assertThat(history.read(HistoryFilter.ALL.only(Kind.NOTICE), null, 10)).hasSize(1);
  }

  @Test
  void aTakenNoticeIsNotTakenAgainWhileItIsBeingTold() {
    history.write(
        HistoryEvent.Notice.ofPartition(
            NoticeKind.BRAKED, ANNA, "held", 30, Set.of(Recipient.OWNER)));
    assertThat(notices.take()).hasSize(1);
    assertThat(notices.take()).isEmpty();
  }

  private static HistoryEvent.Change change(PartitionKey partition, String key) {
    return new HistoryEvent.Change(
        partition,
        key,
        Side.SOURCE,
        Action.UPDATE,
        Cause.GOOGLE_CHANGED,
        Origin.GOOGLE,
        "ev" + key,
        Fields.of("summary", Value.text("before")),
        Fields.of("summary", Value.text("after")),
        Fields.of("summary", Value.text("lost")));
  }
}
