package dev.lockstep.engine.link;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Numbers of writes, which stamps bear: one that was never issued is another database's. */
@Component
public class WriteNumbers {

  private static final String NEXT =
      "SELECT nextval('lockstep.write_number') FROM generate_series(1, :count)";

  private static final String ISSUE_BEYOND =
      """
      SELECT setval('lockstep.write_number', greatest(last_value, :number))
      FROM lockstep.write_number
      """;

  private static final String LAST =
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM lockstep.write_number";

  private final NamedParameterJdbcTemplate jdbc;

  WriteNumbers(NamedParameterJdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** That many fresh write numbers; a number is never issued twice, whatever rolls back. */
  public List<Long> next(int count) {
    return jdbc.queryForList(NEXT, Map.of("count", count), Long.class);
  }

  /** The highest write number ever issued. */
  public long last() {
    Long number = jdbc.queryForObject(LAST, Map.of(), Long.class);
    return number == null ? 0 : number;
  }

  /** The next write's number is a higher one than this. */
  public void issueBeyond(long number) {
    jdbc.queryForObject(ISSUE_BEYOND, Map.of("number", number), Long.class);
  }
}
