package dev.lockstep.engine.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Renaming;
import dev.lockstep.history.Timeline;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Under which names the fields of a sync are remembered. Each time that a definition gives a field
 * another name is numbered, and a mapping bears the number of the names that it was saved under;
 * whoever reads it under another number reads it in their own names. So no mapping is touched
 * because a field was renamed, and a node that works by the older definition to its end does no
 * harm.
 */
@Component
public class FieldNames {

  private static final String STEPS =
      """
      SELECT renamed
      FROM lockstep.sync_field_naming
      WHERE sync = :sync
      ORDER BY number
      """;

  private static final String DATED =
      """
      SELECT at, renamed
      FROM lockstep.sync_field_naming
      WHERE sync = :sync
      ORDER BY number
      """;

  private static final String NEXT =
      """
      INSERT INTO lockstep.sync_field_naming (sync, number, renamed)
      SELECT :sync, count(*) + 1, CAST(:renamed AS jsonb)
      FROM lockstep.sync_field_naming
      WHERE sync = :sync
      """;

  // Where the columns stood is how a look tells that one of them was renamed.
  private static final String RENAME_COLUMNS =
      """
      UPDATE lockstep.sheet_tab t
      SET columns = (
            SELECT jsonb_object_agg(
              coalesce(CAST(:renamed AS jsonb) ->> c.key, c.key), c.value)
            FROM jsonb_each(t.columns) c),
          formerly = (
            SELECT coalesce(jsonb_object_agg(r.value, r.key), '{}')
            FROM jsonb_each_text(CAST(:renamed AS jsonb)) r
            WHERE jsonb_exists(t.columns, r.key))
      WHERE sync = :sync AND columns <> '{}'
      """;

  private static final String ASKED =
      """
      SELECT id, asked
      FROM lockstep.sync_queue
      WHERE sync = :sync AND asked IS NOT NULL
      FOR UPDATE
      """;

  private static final String SAVE_ASKED =
      """
      UPDATE lockstep.sync_queue
      SET asked = :asked
      WHERE id = :id
      """;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JdbcClient jdbc;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final Map<String, List<Renaming>> steps = new ConcurrentHashMap<>();
  private final Map<String, Renaming> foreseen = new ConcurrentHashMap<>();

  public FieldNames(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The names that somebody reads by. */
  public final class Reading {
    private final String sync;
    private final int number;

    private Reading(String sync, int number) {
      this.sync = sync;
      this.number = number;
    }

    public String sync() {
      return sync;
    }

    /** Which names are saved. */
    int number() {
      if (foreseen.containsKey(sync)) {
        throw new IllegalStateException("sync '%s' is only planned here".formatted(sync));
      }
      return number;
    }

    /** From the names of that number to these, one after the other. */
    public List<Renaming> from(int saved) {
      List<Renaming> path = new ArrayList<>();
      if (saved != number) {
        List<Renaming> all = known(sync, Math.max(saved, number));
        for (int step = saved; step < number; step++) {
          path.add(all.get(step));
        }
        for (int step = saved; step > number; step--) {
          path.add(all.get(step - 1).back());
        }
      }
      Renaming ahead = foreseen.get(sync);
      if (ahead != null) {
        path.add(ahead);
      }
      return path;
    }
  }

  /** The names by which this process works; the newest ones where it runs no such sync. */
  public Reading reading(String sync) {
    Integer number = taken.get(sync);
    return new Reading(sync, number == null ? stored(sync).size() : number);
  }

  /** This process works by the newest names from now on. */
  public void takeUp(String sync) {
    taken.put(sync, stored(sync).size());
  }

  /** What lines of the history call fields that were renamed after them. */
  public Timeline.Names ofHistory(String sync) {
    record Step(Instant at, Renaming renaming) {}
    List<Step> all =
        jdbc.sql(DATED)
            .param("sync", sync)
            .query(
                (row, n) ->
                    new Step(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        new Renaming(read(row.getString("renamed")))))
            .list();
    return (at, fields) -> {
      Fields named = fields;
      for (Step step : all) {
        named = step.at().isAfter(at) ? step.renaming().of(named) : named;
      }
      return named;
    };
  }

  /** A plan is made as if the fields had been renamed; nothing is saved in this process. */
  public void foresee(String sync, Renaming renaming) {
    if (renaming.isNone()) {
      foreseen.remove(sync);
    } else {
      foreseen.put(sync, renaming);
    }
  }

  /** From now on the sync's fields have these names; run it with what stores the definition. */
  public void rename(String sync, Renaming renaming) {
    String renamed = write(renaming.names());
    jdbc.sql(NEXT).param("sync", sync).param("renamed", renamed).update();
    jdbc.sql(RENAME_COLUMNS).param("sync", sync).param("renamed", renamed).update();
    Map<Long, String> asked = new LinkedHashMap<>();
    jdbc.sql(ASKED)
        .param("sync", sync)
        .query(
            row -> {
              asked.put(row.getLong("id"), row.getString("asked"));
            });
    asked.forEach(
        (id, wish) -> {
          String now = AskedJson.renamed(wish, renaming);
          if (!now.equals(wish)) {
            jdbc.sql(SAVE_ASKED).param("id", id).param("asked", now).update();
          }
        });
  }

  private List<Renaming> known(String sync, int atLeast) {
    List<Renaming> known = steps.get(sync);
    if (known == null || known.size() < atLeast) {
      known = stored(sync);
      steps.put(sync, known);
    }
    return known;
  }

  private List<Renaming> stored(String sync) {
    return jdbc.sql(STEPS)
        .param("sync", sync)
        .query((row, n) -> new Renaming(read(row.getString("renamed"))))
        .list();
  }

  private static Map<String, String> read(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not stored names: " + json, e);
    }
  }

  private static String write(Map<String, String> names) {
    try {
      return MAPPER.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + names, e);
    }
  }
}
