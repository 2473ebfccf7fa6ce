package dev.lockstep.history;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notices on their way to people, table {@code notice}. While a burst lasts its notices gather in
 * one open row; a quiet moment closes it, then it is told and deleted.
 */
@Component
class Notices {

  private static final String COLLECT =
      """
      INSERT INTO lockstep.notice
        (kind, sync, account, calendar, recipients, records, sample, message)
      VALUES
        (:kind, :sync, :account, :calendar, :recipients, :records, ARRAY[:key]::text[], :message)
      ON CONFLICT (kind, sync, account, calendar, recipients) WHERE NOT closed
      DO UPDATE SET
        records = notice.records + EXCLUDED.records,
        sample = CASE
          WHEN cardinality(notice.sample) < 5 AND NOT notice.sample @> EXCLUDED.sample
          THEN notice.sample || EXCLUDED.sample
          ELSE notice.sample
        END,
        message = EXCLUDED.message,
        last_at = now()
      """;

  /** A row that a dead node had taken is taken again after a minute. */
  private static final String TAKE =
      """
      UPDATE lockstep.notice
      SET closed = true, taken_until = now() + INTERVAL '1 minute'
      WHERE id IN (
        SELECT id
        FROM lockstep.notice
        WHERE (closed OR last_at < now() - :quiet * INTERVAL '1 millisecond'
            OR first_at < now() - :longest * INTERVAL '1 millisecond')
          AND (taken_until IS NULL OR taken_until < now())
        ORDER BY id
        LIMIT 100
        FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, sync, account, calendar, lockstep.place(sync) AS place, recipients, records, sample, message
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.notice
      WHERE id = :id
      """;

  private static final String FORGET_TOLD =
      """
      DELETE FROM lockstep.notice_told
      WHERE createdAt < now() - INTERVAL '7 days'
      """;

  private final JdbcClient jdbc;
  private final HistorySettings settings;

  Notices(JdbcClient jdbc, HistorySettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  void collect(HistoryEvent.Notice notice) {
    jdbc.sql(COLLECT)
        .param("kind", notice.kind().word())
        .param("sync", notice.sync() == null ? "" : notice.sync())
        .param("account", notice.account() == null ? "" : notice.account())
        .param("calendar", notice.calendar() == null ? "" : notice.calendar())
        .param("recipients", HistoryRow.words(notice.to()))
        .param("records", notice.count())
        .param("key", notice.key() == null ? "" : FieldsJson.text(notice.key()))
        .param("message", FieldsJson.text(notice.message()))
        .update();
  }

  /** Bursts that are over, for this node alone to tell within a minute. */
  List<DueNotice> take() {
    return jdbc.sql(TAKE)
        .param("quiet", millis(settings.noticeQuiet()))
        .param("longest", millis(settings.noticeLongest()))
        .query(
            (row, n) ->
                new DueNotice(
                    row.getLong("id"),
                    NoticeKind.named(row.getString("kind")),
                    row.getString("sync"),
                    row.getString("account"),
                    row.getString("calendar"),
                    row.getString("place"),
                    row.getString("recipients"),
                    row.getLong("records"),
                    List.of((String[]) row.getArray("sample").getArray()),
                    row.getString("message")))
        .list();
  }

  void forget(DueNotice notice) {
    jdbc.sql(FORGET).param("id", notice.id()).update();
  }

  void forgetOld() {
    jdbc.sql(FORGET_TOLD).update();
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }
}
