package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading and writing rows, the live catalog, polling. */
class RowsTest {

  private final Database database = new Database();
  private final RowReader reader = new RowReader(database.jdbc);
  private final RowWriter writer = new RowWriter(database.jdbc, database.transactions);

  private List<RowOutcome> write(SourceTable source, RowChange... changes) {
    return database.inTransaction(
        () -> writer.write(source, List.of(changes), Session.ORIGIN_GOOGLE));
  }

  @Test
  void aRowThatFailsStopsNoOther() {
    database.execute(
        """
        CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL,
          n int CONSTRAINT small CHECK (n < 10), parent bigint,
          CONSTRAINT known FOREIGN KEY (parent) REFERENCES plain DEFERRABLE INITIALLY DEFERRED)
        """);
    database.execute("INSERT INTO plain (code, n) VALUES ('a', 1), ('b', 2)");
    SourceTable source = database.capture("plain");

    List<RowOutcome> outcomes =
        write(
            source,
            new RowChange.Update("1", Map.of("n", Value.whole(99))),
            new RowChange.Update("1", Map.of("parent", Value.whole(77))),
            new RowChange.Update("1", Map.of("n", new Value.Text("many"))),
            new RowChange.Update("2", Map.of("n", Value.decimal("5.0"))),
            new RowChange.Update("404", Map.of("n", Value.whole(1))),
            new RowChange.Update("no number", Map.of("n", Value.whole(1))),
            new RowChange.Insert("r1", Map.of("code", Value.text("c"))),
            new RowChange.Insert("r2", Map.of("id", Value.whole(50), "code", Value.text("d"))),
            new RowChange.Delete("1"));

    assertThat(outcomes)
        .extracting(o -> o.getClass().getSimpleName())
        .containsExactly(
            "Refused", "Refused", "Refused", "Written", "Missing", "Missing", "Written", "Written",
            "Deleted");
    assertThat(((RowOutcome.Refused) outcomes.get(0)).failure())
        .returns(Failure.Kind.PERMANENT, Failure::kind)
        .returns("23514", Failure::reason);
    assertThat(((RowOutcome.Refused) outcomes.get(0)).failure().message())
        .contains("table public.plain, row '1'")
        .contains("\"small\"");
    assertThat(((RowOutcome.Refused) outcomes.get(1)).failure().message()).contains("\"known\"");
    assertThat(((RowOutcome.Written) outcomes.get(6)).now().row().key()).isEqualTo("3");
    assertThat(reader.keys(source, null, 10)).containsExactly("2", "3", "50");
    assertThat(
            database
                .jdbc
                .sql("SELECT DISTINCT origin FROM lockstep.sync_change")
                .query(String.class)
                .list())
        .containsExactly("google");
  }

  @Test
  void aNewRowThatWouldCountAsAbsentIsNotMade() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, code text)");
    SourceTable plain = database.capture("plain");
    SourceTable source = new SourceTable(plain.shape(), plain.key(), "code LIKE 'a%'");

    List<RowOutcome> outcomes =
        write(
            source,
            new RowChange.Insert("r1", Map.of("id", Value.whole(1), "code", Value.text("a"))),
            new RowChange.Insert("r2", Map.of("id", Value.whole(2), "code", Value.text("b"))),
            new RowChange.Insert("r3", Map.of("id", Value.whole(3), "code", Value.text("ab"))));

    assertThat(((RowOutcome.Refused) outcomes.get(1)).failure())
        .returns(Failure.Kind.PERMANENT, Failure::kind)
        .returns(
            "table public.plain, row 'r2': the new row would be outside of source.where, where it counts as absent",
            Failure::message);
    assertThat(reader.keys(plain, null, 10)).containsExactly("1", "3");
  }

  @Test
  void whatATriggerOfTheTableSwallowsIsRefusedUnlessItDidByItselfWhatWasAsked() {
    database.execute(
        """
        CREATE TABLE picky (id int PRIMARY KEY, code text, is_gone boolean NOT NULL DEFAULT false);
        CREATE FUNCTION pick() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.code LIKE 'soft%' THEN
            UPDATE picky SET is_gone = true WHERE id = OLD.id;
            RETURN NULL;
          ELSIF TG_OP <> 'DELETE' AND NEW.code LIKE 'by itself%' AND pg_trigger_depth() = 1 THEN
            DELETE FROM picky WHERE id = NEW.id;
            INSERT INTO picky VALUES (NEW.id, NEW.code);
            RETURN NULL;
          ELSIF TG_OP = 'DELETE' AND OLD.code = 'kept' OR TG_OP <> 'DELETE' AND NEW.code = 'never' THEN
            INSERT INTO picky VALUES (1000 + coalesce(OLD.id, NEW.id), 'by the way');
            RETURN NULL;
          END IF;
          RETURN coalesce(NEW, OLD);
        END $$;
        CREATE TRIGGER pick BEFORE INSERT OR UPDATE OR DELETE ON picky
          FOR EACH ROW EXECUTE FUNCTION pick();
        INSERT INTO picky VALUES (1, 'a'), (2, 'b'), (3, 'soft'), (4, 'kept'), (5, 'c');
        """);
    SourceTable table = database.capture("picky");
    SourceTable source = new SourceTable(table.shape(), table.key(), "NOT is_gone");

    List<RowOutcome> outcomes =
        write(
            source,
            new RowChange.Update("1", Map.of("code", Value.text("never"))),
            new RowChange.Update("2", Map.of("code", Value.text("by itself"))),
            new RowChange.Delete("3"),
            new RowChange.Delete("4"),
            new RowChange.Insert("r1", Map.of("id", Value.whole(6), "code", Value.text("never"))),
            new RowChange.Insert(
                "r2", Map.of("id", Value.whole(7), "code", Value.text("by itself 7"))),
            new RowChange.Update("404", Map.of("code", Value.text("never"))),
            new RowChange.Delete("404"));

    assertThat(outcomes)
        .extracting(o -> o.getClass().getSimpleName())
        .containsExactly(
            "Refused", "Written", "Deleted", "Refused", "Refused", "Written", "Missing", "Missing");
    assertThat(((RowOutcome.Refused) outcomes.getFirst()).failure())
        .returns(Failure.Kind.PERMANENT, Failure::kind)
        .returns(
            "table public.picky, row '1': a trigger of the table let nothing be written",
            Failure::message);
    assertThat(reader.keys(source, null, 10))
        .as("what the trigger did of its own beside what is refused is not kept")
        .containsExactly("1", "2", "4", "5", "7");
  }

  @Test
  void aRowThatComesBackIsTheOneThatThePredicateLeftOut() {
    database.execute(
        """
        CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text,
          own text, active boolean)
        """);
    database.execute(
        """
        INSERT INTO plain (code, own, active)
        VALUES ('left out', 'kept', NULL), ('stays out', 'kept', true), ('inside', 'kept', true)
        """);
    SourceTable plain = database.capture("plain");
    SourceTable source =
        new SourceTable(plain.shape(), plain.key(), "active AND code <> 'stays out'");

    List<RowOutcome> outcomes =
        write(
            source,
            returned(1, Map.of("code", Value.text("back"), "active", new Value.Bool(true))),
            returned(2, Map.of("active", new Value.Bool(true))),
            returned(3, Map.of("code", Value.text("overwritten"))),
            returned(4, Map.of("code", Value.text("anew"), "active", new Value.Bool(true))));

    assertThat(outcomes)
        .extracting(o -> o.getClass().getSimpleName())
        .containsExactly("Written", "Refused", "Refused", "Written");
    assertThat(((RowOutcome.Refused) outcomes.get(1)).failure())
        .returns(Failure.Kind.PERMANENT, Failure::kind)
        .returns("where", Failure::reason);
    assertThat(((RowOutcome.Refused) outcomes.get(1)).failure().message())
        .startsWith("table public.plain, row '2': it cannot be brought back");
    assertThat(
            database
                .jdbc
                .sql("SELECT concat_ws(' ', id, code, own) FROM plain ORDER BY id")
                .query(String.class)
                .list())
        .containsExactly("1 back kept", "2 stays out kept", "3 inside kept", "4 anew");
  }

  private static RowChange returned(long id, Map<String, Value> columns) {
    return new RowChange.Return(String.valueOf(id), columns, Map.of("id", Value.whole(id)));
  }

  @Test
  void rowsAreReadByKeyLockedAndPagedInTheOrderOfACompositeKey() {
    database.execute(
        "CREATE TABLE \"Odd.Name\" (\"a:b\" text, n int, v numeric, PRIMARY KEY (\"a:b\", n))");
    database.execute(
        "INSERT INTO \"Odd.Name\" SELECT 'k' || n % 3, n, n / 4.0 FROM generate_series(1, 25) n");
    SourceTable source = database.source("\"Odd.Name\"");

    String after = null;
    int rows = 0;
    for (List<SourceRow> page = reader.page(source, after, 10);
        !page.isEmpty();
        page = reader.page(source, after, 10)) {
      rows += page.size();
      after = page.getLast().row().key();
    }
    assertThat(rows).isEqualTo(25);
    assertThat(after).isEqualTo("[\"k2\", \"23\"]");
    Map<String, SourceRow> locked =
        database.inTransaction(
            () -> reader.lock(source, List.of("[\"k1\", \"4\"]", "[\"k0\", \"3\"]", "none")));
    assertThat(locked.keySet()).containsExactly("[\"k0\", \"3\"]", "[\"k1\", \"4\"]");
    assertThat(locked.get("[\"k1\", \"4\"]").row().get("v").same(Value.whole(1))).isTrue();
  }

  @Test
  void aRowOutsideThePredicateIsSaidToBeOutside() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, status text)");
    database.execute("INSERT INTO plain VALUES (1, 'planned'), (2, 'cancelled'), (3, NULL)");
    SourceTable source =
        new SourceTable(database.shape("plain"), List.of("id"), "status <> 'cancelled'");

    Map<String, SourceRow> rows = reader.read(source, List.of("1", "2", "3", "4"));

    assertThat(rows).containsOnlyKeys("1", "2", "3");
    assertThat(rows.get("1").isInside()).isTrue();
    assertThat(rows.get("2").isInside()).isFalse();
    assertThat(rows.get("3").isInside()).isFalse();
    assertThat(reader.keys(source, null, 10)).containsExactly("1");
  }

  @Test
  void predicatesThatDependOnMoreThanTheRowAreRefused() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, at timestamptz, note text)");
    var shape = database.shape("plain");

    assertThat(database.catalog.predicateProblem(shape, "note <> 'a;b' AND id > 3")).isNull();
    assertThat(database.catalog.predicateProblem(shape, "at > now()")).contains("use window");
    assertThat(database.catalog.predicateProblem(shape, "id IN (SELECT 1)")).contains("subquer");
    assertThat(database.catalog.predicateProblem(shape, "nope = 1")).contains("\"nope\"");
    assertThat(database.catalog.predicateProblem(shape, "id = ")).contains("syntax error");
    assertThat(database.catalog.predicateProblem(shape, "true); COMMIT; DROP TABLE plain; --"))
        .contains("';'");
    assertThat(database.catalog.table("plain")).isPresent();
  }

  @Test
  void theLiveShapeNamesTypesKeysAndDefaults() {
    database.execute("CREATE TYPE mood AS ENUM ('good', 'bad')");
    database.execute("CREATE DOMAIN code AS varchar(5) NOT NULL");
    database.execute("CREATE SCHEMA other");
    database.execute(
        """
        CREATE TABLE other.wide (b int, a bigint GENERATED ALWAYS AS IDENTITY, m mood DEFAULT 'good',
          c code, gone int, g int GENERATED ALWAYS AS (b * 2) STORED, u uuid[],
          PRIMARY KEY (a, b), UNIQUE (c) INCLUDE (b))
        """);
    database.execute("ALTER TABLE other.wide DROP COLUMN gone");

    var shape = database.shape("other.wide");

    assertThat(shape.columnNames()).containsExactly("b", "a", "m", "c", "g", "u");
    assertThat(shape.primaryKey()).containsExactly("a", "b");
    assertThat(shape.uniqueKeys()).containsExactly(List.of("c"));
    assertThat(shape.column("m").orElseThrow().type().labels()).containsExactly("good", "bad");
    assertThat(shape.column("c").orElseThrow().type().limit()).isEqualTo(5);
    assertThat(shape.column("c").orElseThrow().mustBeGiven()).isTrue();
    assertThat(shape.column("g").orElseThrow().isWritable()).isFalse();
    assertThat(database.catalog.table("wide")).isEmpty();
    assertThat(database.catalog.tableNames()).contains("other.wide");
  }

  @Test
  void aPolledViewIsCapturedByWhatChangedAndADeleteNeedsTwoLooks() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, n int)");
    database.execute("CREATE VIEW low AS SELECT * FROM plain WHERE n < 10");
    database.execute("INSERT INTO plain VALUES (1, 1), (2, 2), (3, 30)");
    SourceTable source = database.source("low", "id");

    assertThat(poll(source)).containsExactly("1", "2");
    assertThat(poll(source)).isEmpty();
    database.execute("UPDATE plain SET n = n - 25 WHERE id = 3");
    database.execute("UPDATE plain SET n = 20 WHERE id = 1");
    assertThat(poll(source)).containsExactly("3");
    assertThat(poll(source)).isEmpty();
    database.execute(
        "UPDATE lockstep.sync_poll_seen SET missing_since = missing_since - interval '11 s'");
    assertThat(poll(source)).containsExactly("1");
    assertThat(poll(source)).isEmpty();
  }

  private List<String> poll(SourceTable source) {
    PollCapture capture = new PollCapture(database.jdbc, database.transactions);
    var poll = capture.begin("low", source, null, java.time.Duration.ofHours(24));
    var query = capture.query(poll, null);
    Map<String, Long> hashes = new java.util.HashMap<>();
    database
        .jdbc
        .sql(query.sql())
        .params(query.parameters())
        .query(
            row -> {
              hashes.put(row.getString("key"), row.getLong("hash"));
            });
    database.emptyLog();
    capture.captured(poll, hashes);
    capture.sweep(poll);
    capture.finish(poll);
    return database.logged();
  }

  @Test
  void aPollWithAModifiedColumnReadsFromTheOldestOpenTransactionOn() throws Exception {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, at timestamptz DEFAULT now())");
    SourceTable source = database.source("plain");
    PollCapture capture = new PollCapture(database.jdbc, database.transactions);
    try (var late = database.server.dataSource().getConnection();
        var statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO plain VALUES (1)");
      var first = capture.begin("p", source, "at", java.time.Duration.ofHours(24));
      capture.finish(first);
      late.commit();
    }

    var second = capture.begin("p", source, "at", java.time.Duration.ofHours(24));
    assertThat(second.isFull()).isFalse();
    var query = capture.query(second, "at");

    assertThat(database.jdbc.sql(query.sql()).params(query.parameters()).query().listOfRows())
        .hasSize(1);
  }

  @Test
  void anotherDatabaseAroundTheInstallationIsDoubted() {
    Instance instance = new Instance(database.jdbc);
    var identity = instance.identify("https://a.example");

    assertThat(identity.doubt()).isNull();
    assertThat(instance.identify("https://a.example")).isEqualTo(identity);
    assertThat(instance.identify("https://b.example").doubt()).contains("https://b.example");
    database.execute("UPDATE lockstep.instance SET database_oid = 1");
    assertThat(instance.identify("https://a.example").doubt()).contains("copy");
    instance.moveHere("https://b.example");
    assertThat(instance.identify("https://b.example")).isEqualTo(identity);
  }
}
