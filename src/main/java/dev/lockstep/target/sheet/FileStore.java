package dev.lockstep.target.sheet;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** The spreadsheets that are made once, and which node makes one (table {@code sheet_file}). */
final class FileStore {

  private static final String FIND =
      """
      SELECT spreadsheet_id
      FROM lockstep.sheet_file
      WHERE account = :account AND title = :title AND spreadsheet_id IS NOT NULL
      """;

  private static final String MAY_MAKE =
      """
      INSERT INTO lockstep.sheet_file AS f (account, title, maker, maker_until)
      VALUES (:account, :title, :maker, lockstep.clock() + interval '2 minutes')
      ON CONFLICT ON CONSTRAINT sheet_file_pkey DO UPDATE SET
          maker = excluded.maker,
          maker_until = excluded.maker_until
      WHERE f.spreadsheet_id IS NULL
        AND (f.maker = excluded.maker OR f.maker_until IS NULL
          OR f.maker_until < lockstep.clock())
      """;

  private static final String LEAVE =
      """
      UPDATE lockstep.sheet_file
      SET maker_until = NULL
      WHERE account = :account AND title = :title AND maker = :maker
      """;

  private static final String REMEMBER =
      """
      INSERT INTO lockstep.sheet_file (account, title, spreadsheet_id)
      VALUES (:account, :title, :spreadsheet)
      ON CONFLICT ON CONSTRAINT sheet_file_pkey DO UPDATE SET
          spreadsheet_id = excluded.spreadsheet_id
      WHERE sheet_file.spreadsheet_id IS NULL
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final UUID node = UUID.randomUUID();

  FileStore(NamedParameterJdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Optional<String> find(String account, String title) {
    return jdbc
        .queryForList(FIND, Map.of("account", account, "title", title), String.class)
        .stream()
        .findFirst();
  }

  /** Whether this node is the one that makes the file; for two minutes, or until it is noted. */
  boolean mayMake(String account, String title) {
    return jdbc.update(MAY_MAKE, Map.of("account", account, "title", title, "maker", node)) > 0;
  }

  /** Nothing was made, nor can be any more: another may try. */
  void isNotMade(String account, String title) {
    jdbc.update(LEAVE, Map.of("account", account, "title", title, "maker", node));
  }

  void remember(String account, String title, String spreadsheetId) {
    jdbc.update(REMEMBER, Map.of("account", account, "title", title, "spreadsheet", spreadsheetId));
  }
}
