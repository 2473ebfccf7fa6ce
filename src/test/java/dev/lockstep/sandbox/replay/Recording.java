package dev.lockstep.sandbox.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Calls in the order in which they were made, with what Google answered.
 *
 * @param name of the file, without its ending
 */
record Recording(String name, List<Exchange> exchanges) {

  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /**
   * One call.
   *
   * @param uri with Google's host
   * @param sent what went with it: JSON, a text that is no JSON, or a null node
   * @param body the answer's: JSON, or a text
   */
  record Exchange(String method, String uri, JsonNode sent, int status, JsonNode body) {}

  /** Every {@code *.json} of a folder, by name. */
  static List<Recording> readAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Recording::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the recordings in " + folder, e);
    }
  }

  private static Recording read(Path file) {
    try {
      List<Exchange> exchanges = new ArrayList<>();
      for (JsonNode one : JSON.readTree(file.toFile())) {
        JsonNode request = one.path("request");
        JsonNode response = one.path("response");
        exchanges.add(
            new Exchange(
                request.path("method").asText(),
                request.path("uri").asText(),
                request.path("body"),
                response.path("status").asInt(),
                response.path("body")));
      }
      return new Recording(file.getFileName().toString().replace(".json", ""), exchanges);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the recording " + file, e);
    }
  }
}
