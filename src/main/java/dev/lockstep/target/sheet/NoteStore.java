package dev.lockstep.target.sheet;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.lockstep.core.PartitionKey;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** What the notes on cells say (table {@code sheet_note}). */
final class NoteStore {

  private static final String NOTED =
      """
      SELECT texts, sure
      FROM lockstep.sheet_note
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String SAVE =
      """
      INSERT INTO lockstep.sheet_note (sync, account, calendar, texts, sure)
      VALUES (:sync, :account, :calendar, CAST(:texts AS jsonb), :sure)
      ON CONFLICT ON CONSTRAINT sheet_note_pkey DO UPDATE SET
          texts = excluded.texts,
          sure = excluded.sure
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final Json json;

  NoteStore(NamedParameterJdbcTemplate jdbc, Json json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * What the notes on a tab's cells say.
   *
   * @param texts by name of the row or record and field
   * @param sure whether a look has found them where they belong
   */
  record Noted(Map<String, String> texts, boolean sure) {
    Noted {
      texts = Map.copyOf(texts);
    }
  }

  Noted of(PartitionKey partition) {
    return jdbc
        .query(
            NOTED,
            Parameters.of(partition),
            (row, n) ->
                new Noted(
                    json.read(row.getString("texts"), new TypeReference<>() {}),
                    row.getBoolean("sure")))
        .stream()
        .findFirst()
        .orElse(new Noted(Map.of(), true));
  }

  void save(PartitionKey partition, Noted noted) {
    jdbc.update(
        SAVE,
        Parameters.of(partition)
            .addValue("texts", json.text(noted.texts()))
            .addValue("sure", noted.sure()));
  }
}
