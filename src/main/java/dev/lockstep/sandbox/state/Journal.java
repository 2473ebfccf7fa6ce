package dev.lockstep.sandbox.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of JSON lines {@code {"kind", "key", "value"}}: the last line of a kind and
 * key is what that entity is, a line without a value ends it. A line reaches the file before the
 * call that caused it is answered, so a killed process loses nothing that it acknowledged. The file
 * is rewritten without what is outdated when it is opened.
 */
public final class Journal implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable Path file;
  private final Map<String, Map<String, JsonNode>> read = new LinkedHashMap<>();
  private @Nullable FileChannel out;

  private Journal(@Nullable Path file) {
    this.file = file;
  }

  /** Without a file nothing is kept. */
  public static Journal open(@Nullable Path file) {
    Journal journal = new Journal(file);
    if (file != null) {
      try {
        journal.load(file);
        journal.rewrite(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot use the sandbox's store " + file, e);
      }
    }
    return journal;
  }

  /** Hands over the entities of one kind as they were when the file was opened, once. */
  public void replay(String kind, BiConsumer<String, JsonNode> entity) {
    Map<String, JsonNode> entities = read.remove(kind);
    if (entities != null) {
      entities.forEach(entity);
    }
  }

  /** Whether there is a file at all. */
  public boolean keeps() {
    return out != null;
  }

  public void put(String kind, String key, Supplier<JsonNode> value) {
    if (out != null) {
      append(line(kind, key, value.get()));
    }
  }

  public void remove(String kind, String key) {
    if (out != null) {
      append(line(kind, key, null));
    }
  }

  /** Forgets everything. */
  public void clear() {
    read.clear();
    if (out != null) {
      try {
        out.truncate(0);
        out.position(0);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot empty the sandbox's store " + file, e);
      }
    }
  }

  private void append(byte[] line) {
    FileChannel channel = out;
    if (channel == null) {
      return;
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the sandbox's store " + file, e);
    }
  }

  private static byte[] line(String kind, String key, @Nullable JsonNode value) {
    ObjectNode node = JSON.createObjectNode().put("kind", kind).put("key", key);
    if (value != null) {
      node.set("value", value);
    }
    return (node + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void load(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(path));
    for (int i = 0; i < lines.size(); i++) {
      JsonNode node;
      try {
        node = JSON.readTree(lines.get(i));
      } catch (JsonProcessingException e) {
        if (i == lines.size() - 1) {
          // A process killed while writing leaves half a line that nobody was told of.
          return;
        }
        throw new IOException(path + " line " + (i + 1) + " is not JSON", e);
      }
      Map<String, JsonNode> entities =
          read.computeIfAbsent(node.path("kind").asText(), kind -> new LinkedHashMap<>());
      if (node.has("value")) {
        entities.put(node.path("key").asText(), node.get("value"));
      } else {
        entities.remove(node.path("key").asText());
      }
    }
  }

  private void rewrite(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      out = channel;
      read.forEach(
          (kind, entities) -> entities.forEach((key, value) -> append(line(kind, key, value))));
      channel.force(true);
    }
    Files.move(
        fresh, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    out = FileChannel.open(absolute, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out = null;
    }
  }
}
