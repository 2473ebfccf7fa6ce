package dev.lockstep.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.ValueRange;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.target.Spreadsheets;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DemoSheetTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final TestGoogle google = new TestGoogle(sandbox);
  private final Map<String, String> files = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    google.close();
    sandbox.close();
  }

  @Test
  void theSheetOfDesignTokensBeginsWithThoseOfTheTableAndIsMadeOnce() throws Exception {
    DataSource database = TestDatabase.empty().dataSource();
    try (var connection = database.getConnection()) {
      DemoTables.setUp(connection);
    }
    DemoSheet sheet = sheet(database);

    sheet.fill();
    Map<String, String> made = Map.copyOf(files);
    sheet.fill();

    assertThat(files).hasSize(1).isEqualTo(made).containsKey(DemoSheet.TITLE);
    ValueRange shown =
        google
            .clients()
            .sheets(DemoSheet.ACCOUNT)
            .spreadsheets()
            .values()
            .get(files.get(DemoSheet.TITLE), "Tokens")
            .execute();
    assertThat(shown.getValues())
        .hasSize(5)
        .startsWith(List.of("Name", "Collection", "Mode", "Type", "Value"))
        .contains(List.of("space/small", "Layout", "Base", "float", "8"));
  }

  @Test
  void aTableOfSomebodyElsesIsCopiedNowhere() {
    DataSource database = TestDatabase.empty().dataSource();
    JdbcClient.create(database).sql("CREATE TABLE public.design_tokens (name text)").update();

    sheet(database).fill();

    assertThat(files).isEmpty();
  }

  private DemoSheet sheet(DataSource database) {
    return new DemoSheet(google.clients(), new Made(), JdbcClient.create(database));
  }

  private final class Made implements Spreadsheets {

    @Override
    public Map<PartitionKey, String> connected() {
      return Map.of();
    }

    @Override
    public Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId) {
      return Set.of();
    }

    @Override
    public void heard(Collection<PartitionKey> partitions) {}

    @Override
    public Optional<String> file(String account, String title) {
      return Optional.ofNullable(files.get(title));
    }

    @Override
    public void adopt(String account, String title, String spreadsheetId) {
      files.putIfAbsent(title, spreadsheetId);
    }
  }
}
