package dev.lockstep.engine.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.Attempt;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.core.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The parts of a link as JSON text for jsonb columns; the form is {@link Tree}'s. */
@Component
public class LinkJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public Fields fields(@Nullable String json) {
    return json == null ? Fields.EMPTY : Tree.fields(read(json));
  }

  List<Attempt> attempts(@Nullable String json) {
    return json == null ? List.of() : list(read(json)).stream().map(Tree::attempt).toList();
  }

  public List<Report> reports(@Nullable String json) {
    return json == null ? List.of() : list(read(json)).stream().map(Tree::report).toList();
  }

  String of(Fields fields) {
    return write(Tree.of(fields));
  }

  String ofAttempts(List<Attempt> attempts) {
    return write(attempts.stream().map(Tree::of).toList());
  }

  String ofReports(List<Report> reports) {
    return write(reports.stream().map(Tree::of).toList());
  }

  private static List<?> list(@Nullable Object tree) {
    if (tree instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("not a stored list: " + tree);
  }

  private static @Nullable Object read(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a stored value: " + json, e);
    }
  }

  private static String write(Object tree) {
    try {
      // PostgreSQL has no place for the character NUL in jsonb.
      return MAPPER.writeValueAsString(tree).replace("\\u0000", "\\ufffd");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + tree, e);
    }
  }
}
