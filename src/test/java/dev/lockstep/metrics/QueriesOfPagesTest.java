package dev.lockstep.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query that the pages for operators show can be run as it stands, and changes nothing. */
class QueriesOfPagesTest {

  private static final List<Path> PAGES =
      List.of(Path.of("docs/operations.md"), Path.of("docs/upgrading.md"));

  private static final Pattern BLOCK = Pattern.compile("(?s)\n```sql\n(.*?)\n```\n");

  private static final TestDatabase DATABASE = TestDatabase.migrated();

  static Stream<String> queries() {
    return PAGES.stream()
        .flatMap(page -> BLOCK.matcher(text(page)).results())
        .flatMap(block -> Arrays.stream(block.group(1).split(";\\s*(\n|$)")))
        .filter(query -> !query.isBlank());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryOfThePagesRunsAndOnlyReads(String query) throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(statement.execute(query)).as("it answers rows").isTrue();
      connection.rollback();
    }
  }

  @Test
  void eachPageHasQueriesAndEachIsExplained() {
    for (Path page : PAGES) {
      assertThat(BLOCK.matcher(text(page)).results()).as(page.toString()).isNotEmpty();
    }
    assertThat(queries()).hasSizeGreaterThan(15).allMatch(query -> query.startsWith("-- "));
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
