package dev.lockstep.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Attempt;
import dev.lockstep.core.Bases;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.queue.Findings;
import dev.lockstep.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class FieldNamesTest {

  private static final PartitionKey TAB = new PartitionKey("clocks", "finance", "Clocks");
  private static final Renaming UHR = new Renaming(Map.of("Clock", "Uhr"));
  private static final Renaming ZEIT = new Renaming(Map.of("Uhr", "Zeit"));

  private static DataSource database;
  private static JdbcClient jdbc;

  /** What a node has at hand. */
  private record Node(FieldNames names, Mappings mappings) {
    static Node starting() {
      FieldNames names = new FieldNames(jdbc);
      names.takeUp(TAB.sync());
      return new Node(
          names,
          new Mappings(
              new NamedParameterJdbcTemplate(database), new LinkJson(), names, new Findings(jdbc)));
    }

    Link link() {
      return mappings.find(TAB.sync(), TAB.account(), List.of("1")).get("1").link();
    }

    void save(Link link) {
      mappings.save(List.of(Mapping.none(TAB, "1").with(link)));
    }
  }

  @BeforeAll
  static void database() {
    database = TestDatabase.migrated().dataSource();
    jdbc = JdbcClient.create(database);
  }

  @BeforeEach
  void nothingStored() {
    for (String table : List.of("sync_mapping", "sync_field_naming", "sync_queue", "sheet_tab")) {
      jdbc.sql("DELETE FROM lockstep." + table).update();
    }
  }

  private static Fields shown(String field, String value) {
    return Fields.of("Name", new Value.Text("N"), field, new Value.Text(value));
  }

  private static Link link(String field, String value) {
    Fields fields = shown(field, value);
    return new Link(
        Link.State.LINKED,
        null,
        new Bases(fields, fields.with(field, new Value.Text(value + " there"))),
        new Link.Seen(fields, null),
        "v1",
        0,
        "1",
        List.of(
            new Attempt(
                Attempt.Kind.PATCH, fields, "1", "v1", Instant.parse("2030-01-01T00:00:00Z"))),
        List.of(new Report(Report.Kind.CONFLICT, field, fields, fields, null, "")));
  }

  @Test
  void whatWasSavedUnderAnOldNameIsReadUnderTheNewOne() {
    Node.starting().save(link("Clock", "08:07"));
    new FieldNames(jdbc).rename(TAB.sync(), UHR);

    assertThat(Node.starting().link()).isEqualTo(link("Uhr", "08:07"));

    new FieldNames(jdbc).rename(TAB.sync(), ZEIT);
    assertThat(Node.starting().link()).isEqualTo(link("Zeit", "08:07"));
  }

  @Test
  void aNodeThatWorksByTheOlderNamesToItsEndDoesNoHarm() {
    Node old = Node.starting();
    old.save(link("Clock", "08:07"));
    new FieldNames(jdbc).rename(TAB.sync(), UHR);
    Node fresh = Node.starting();
    fresh.save(link("Uhr", "09:00"));

    assertThat(old.link()).isEqualTo(link("Clock", "09:00"));
    old.save(link("Clock", "10:00"));

    assertThat(fresh.link()).isEqualTo(link("Uhr", "10:00"));
  }

  @Test
  void aNameThatIsGivenBackFindsWhatWasNeverTouchedMeanwhile() {
    Node.starting().save(link("Clock", "08:07"));
    new FieldNames(jdbc).rename(TAB.sync(), UHR);
    new FieldNames(jdbc).rename(TAB.sync(), UHR.back());

    assertThat(Node.starting().link()).isEqualTo(link("Clock", "08:07"));
  }

  @Test
  void aFieldLongGoneThatHadTheNewNameGivesWay() {
    assertThat(UHR.of(shown("Uhr", "long gone").with(shown("Clock", "08:07"))))
        .isEqualTo(shown("Uhr", "08:07"));
    assertThat(UHR.of(shown("Clock", "08:07").with(shown("Uhr", "long gone"))))
        .isEqualTo(shown("Uhr", "08:07"));
  }

  @Test
  void whatAPersonAskedOfARecordGoesOnUnderTheNewName() {
    String wish =
        AskedJson.write(
            Asked.restore(shown("Clock", "08:07")), "Anna", Instant.parse("2030-01-01T00:00:00Z"));

    String renamed = AskedJson.renamed(wish, UHR);

    assertThat(renamed)
        .isEqualTo(
            AskedJson.write(
                Asked.restore(shown("Uhr", "08:07")),
                "Anna",
                Instant.parse("2030-01-01T00:00:00Z")));
  }

  @Test
  void aTabsColumnsAreKnownByTheNewNamesAndWhatTheyWere() {
    jdbc.sql(
            """
            INSERT INTO lockstep.sheet_tab (
              sync, account, calendar, spreadsheet_id, sheet_id, zone, columns)
            VALUES ('clocks', 'finance', 'Clocks', 's', 1, 'UTC', '{"Clock": 4, "Name": 1}')
            """)
        .update();

    new FieldNames(jdbc).rename(TAB.sync(), new Renaming(Map.of("Clock", "Uhr", "New", "Newer")));

    assertThat(
            jdbc.sql("SELECT columns::text || formerly::text FROM lockstep.sheet_tab")
                .query(String.class)
                .single())
        .isEqualTo("{\"Uhr\": 4, \"Name\": 1}{\"Uhr\": \"Clock\"}");
  }

  @Test
  void aPlanReadsByNamesToComeAndSavesNothing() {
    Node node = Node.starting();
    node.save(link("Clock", "08:07"));
    node.names().foresee(TAB.sync(), UHR);

    assertThat(node.link()).isEqualTo(link("Uhr", "08:07"));
    assertThatThrownBy(() -> node.save(link("Uhr", "09:00")))
        .isInstanceOf(IllegalStateException.class);
  }
}
