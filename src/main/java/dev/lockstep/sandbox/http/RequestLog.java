package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;

/** The last calls, oldest first, each once it is answered. */
public final class RequestLog {

  private static final int KEPT = 100_000;

  private final ArrayDeque<ObjectNode> lines = new ArrayDeque<>();
  private Consumer<ObjectNode> reader = line -> {};
  private long count;

  /** Who hears of every new line. */
  public void onLine(Consumer<ObjectNode> reader) {
    this.reader = reader;
  }

  void add(ObjectNode line) {
    ObjectNode numbered = Json.object().put("n", ++count);
    numbered.setAll(line);
    lines.addLast(numbered);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
    reader.accept(numbered);
  }

  public ArrayNode after(long n) {
    ArrayDeque<ObjectNode> found = new ArrayDeque<>();
    for (Iterator<ObjectNode> newest = lines.descendingIterator(); newest.hasNext(); ) {
      ObjectNode line = newest.next();
      if (line.path("n").asLong() <= n) {
        break;
      }
      found.addFirst(line);
    }
    return Json.array().addAll(found);
  }

  /** Numbers go on where they were, so that a reader's `after` stays right. */
  public void clear() {
    lines.clear();
  }
}
