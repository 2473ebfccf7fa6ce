package dev.lockstep.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.DefinitionFiles;
import dev.lockstep.home.Home;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class DemoDefinitionsTest {

  @Test
  void aDemoThatIsOlderThanItsSheetsGetsTheirTablesAndKeepsItsOwn() throws SQLException {
    var source = TestDatabase.empty().dataSource();
    JdbcClient jdbc = JdbcClient.create(source);
    try (var connection = source.getConnection()) {
      DemoTables.setUp(connection);
      jdbc.sql("DELETE FROM public.appointments WHERE id > 1").update();
      jdbc.sql("DROP TABLE public.events, public.products, public.design_tokens CASCADE").update();
      DemoTables.setUp(connection);
    }
    assertThat(jdbc.sql("SELECT count(*) FROM public.products").query(Long.class).single())
        .isEqualTo(5);
    assertThat(jdbc.sql("SELECT count(*) FROM public.appointments").query(Long.class).single())
        .isOne();
  }

  @Test
  void theDemosDefinitionsFitTheDemosTables() throws SQLException {
    var source = TestDatabase.empty().dataSource();
    try (var connection = source.getConnection()) {
      DemoTables.setUp(connection);
    }
    LoadedDefinitions read =
        DefinitionFiles.templates(new Home(Path.of(".")))
            .check(Definitions.read(Path.of("config/syncs")));
    LoadedDefinitions checked =
        Definitions.check(
            read, new LiveCatalog(JdbcClient.create(source), new JdbcTransactionManager(source)));
    assertThat(checked.faults()).isEmpty();
    assertThat(checked.valid())
        .extracting(SyncDefinition::name)
        .contains("events-sheet", "products-sheet", "low-stock-sheet", "tokens-sheet");
  }
}
