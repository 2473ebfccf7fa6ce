package dev.lockstep.definition;

import dev.lockstep.definition.Positions.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A parsed YAML document that still knows where each part stood. */
sealed interface YamlNode {

  Position at();

  /** What it is, for messages. */
  String kind();

  /** One value; {@code isText} unless YAML sees a number, truth value or nothing in it. */
  record Scalar(Position at, String text, Tag tag) implements YamlNode {
    boolean isText() {
      return tag.equals(Tag.STR);
    }

    boolean isEmpty() {
      return tag.equals(Tag.NULL);
    }

    boolean isFlag() {
      return tag.equals(Tag.BOOL);
    }

    @Override
    public String kind() {
      return isText()
          ? "text"
          : isEmpty() ? "empty" : (isFlag() ? "the truth value " : "the number ") + text;
    }
  }

  record Items(Position at, List<YamlNode> items) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Block(Position at, List<Entry> entries) implements YamlNode {
    Optional<YamlNode> get(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).map(Entry::value).findFirst();
    }

    boolean has(String key) {
      return get(key).isPresent();
    }

    @Override
    public String kind() {
      return "a block of keys";
    }
  }

  record Entry(Position at, String key, YamlNode value) {}

  /**
   * The one document of a file, null with a fault where there is none.
   *
   * @param faults takes what is wrong
   */
  static @Nullable YamlNode parse(String text, Faults faults) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    try {
      YamlNode first = null;
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        if (first != null) {
          faults.add(position(node), "a second document: one file holds one definition", null);
          return null;
        }
        first = converted(node, faults, 0);
      }
      if (first == null) {
        faults.add(new Position(1, 1), "the file is empty", null);
      }
      return first;
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(YamlNode::position).orElse(new Position(1, 1));
      faults.add(at, "broken YAML: " + e.getProblem(), null);
    } catch (YamlEngineException e) {
      faults.add(new Position(1, 1), "broken YAML: " + e.getMessage(), null);
    }
    return null;
  }

  private static YamlNode converted(Node node, Faults faults, int depth) {
    Position at = position(node);
    if (depth > 20) {
      faults.add(at, "nested too deep", null);
      return new Scalar(at, "", Tag.NULL);
    }
    return switch (node) {
      case ScalarNode scalar -> new Scalar(at, scalar.getValue(), scalar.getTag());
      case SequenceNode sequence ->
          new Items(
              at,
              sequence.getValue().stream()
                  .map(item -> converted(item, faults, depth + 1))
                  .toList());
      case MappingNode mapping -> block(at, mapping, faults, depth);
      default -> throw new IllegalStateException("unknown YAML node " + node.getNodeType());
    };
  }

  private static Block block(Position at, MappingNode mapping, Faults faults, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Position keyAt = position(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        faults.add(keyAt, "a key must be text", null);
        continue;
      }
      Entry entry =
          new Entry(keyAt, key.getValue(), converted(tuple.getValueNode(), faults, depth + 1));
      Entry earlier = entries.putIfAbsent(key.getValue(), entry);
      if (earlier != null) {
        faults.add(
            keyAt,
            "duplicate key '%s', already on line %d".formatted(key.getValue(), earlier.at().line()),
            null);
      }
    }
    return new Block(at, List.copyOf(entries.values()));
  }

  private static Position position(Node node) {
    return node.getStartMark().map(YamlNode::position).orElse(new Position(1, 1));
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where each part stands, by path; the place of a key rather than of its value. */
  static Positions positions(YamlNode root) {
    Map<String, Position> places = new LinkedHashMap<>();
    places.put("", root.at());
    collect("", root, places);
    return new Positions(places);
  }

  private static void collect(String path, YamlNode node, Map<String, Position> places) {
    switch (node) {
      case Scalar scalar -> {}
      case Items items -> {}
      case Block block -> {
        for (Entry entry : block.entries()) {
          String inner = path.isEmpty() ? entry.key() : path + "." + entry.key();
          places.putIfAbsent(inner, entry.value() instanceof Scalar s ? s.at() : entry.at());
          collect(inner, entry.value(), places);
        }
      }
    }
  }
}
