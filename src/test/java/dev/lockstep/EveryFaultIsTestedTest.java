package dev.lockstep;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must survive, by number; a test about one bears its number at the end of its name. */
class EveryFaultIsTestedTest {

  private static final Map<Integer, String> FAULTS =
      Map.ofEntries(
          entry(1, "crash after the call, before our commit"),
          entry(2, "crash after the claim, before the call"),
          entry(3, "crash between two pages of a listing"),
          entry(4, "the answer to a new row of a sheet is lost"),
          entry(5, "the answer to a new event is lost"),
          entry(6, "500, 502, 503 with or without effect"),
          entry(7, "a notification is lost"),
          entry(8, "a notification comes a hundred times"),
          entry(9, "a notification comes late or for an older channel"),
          entry(10, "a forged notification"),
          entry(11, "the handshake of a channel"),
          entry(12, "a channel expires while the node is down"),
          entry(13, "renewal fails again and again"),
          entry(14, "a channel that a crashed registration left"),
          entry(15, "the sync token expires, also twice in a row"),
          entry(16, "everything is listed while people edit"),
          entry(17, "refusals for the rate, for minutes"),
          entry(18, "the quota is shared with another program"),
          entry(19, "the day's quota is used up"),
          entry(20, "the clock jumps"),
          entry(21, "the same field is edited on both sides"),
          entry(22, "different fields are edited on both sides"),
          entry(23, "edit against delete"),
          entry(24, "a person sorts between our read and our write"),
          entry(25, "a person inserts or deletes rows or columns during a write"),
          entry(26, "columns are moved or renamed, the tab is renamed"),
          entry(27, "a header is deleted or stands twice"),
          entry(28, "a key cell is edited, blanked, copied"),
          entry(29, "the sheet is emptied, the tab deleted"),
          entry(30, "formulas, error values, 1.10, leading zeros"),
          entry(31, "a cell too long, a sheet that is full"),
          entry(32, "one bad row in a batch"),
          entry(33, "some of many writes are refused"),
          entry(34, "412"),
          entry(35, "404 or 410 on an update"),
          entry(36, "a token expires in the middle; two nodes refresh at once"),
          entry(37, "the grant is revoked"),
          entry(38, "crash before a rotated refresh token is saved"),
          entry(39, "the encryption key is rotated or wrong"),
          entry(40, "PostgreSQL restarts in the middle"),
          entry(41, "the source's transaction is rolled back"),
          entry(42, "a long transaction commits late"),
          entry(43, "very many rows are changed at once"),
          entry(44, "a hundred edits of one record in a second"),
          entry(45, "a column is dropped or changes its type"),
          entry(46, "two syncs write the same"),
          entry(47, "a copied spreadsheet, a restored backup"),
          entry(48, "a node is stopped beyond its lease and wakes"),
          entry(49, "a rolling upgrade"),
          entry(50, "series, and the change of the clocks"),
          entry(51, "all-day and timed, zero length, several days, no zone"),
          entry(52, "an event is copied with our mark"),
          entry(53, "a subscriber of a feed is away or slow"),
          entry(54, "the disk under the history is full"),
          entry(55, "malformed or truncated answers"),
          entry(56, "a write is stored, and its row edited before the restart"),
          entry(57, "a row goes or moves while its insert is in flight"),
          entry(58, "a trigger changes rows inside our transaction"),
          entry(59, "a person edits the very cell between read and write"),
          entry(60, "a calendar is unshared for an hour, the network is down"),
          entry(61, "very many rows are deleted at once"),
          entry(62, "SERIALIZABLE, missing rights, prepared transactions, a rebuilt table"),
          entry(63, "mappings are lost"),
          entry(64, "a clone or a rewound backup starts"),
          entry(65, "the owner comes with another identity, then with the first"));

  /** Those whose part of the product is not there yet. */
  private static final Set<Integer> LATER = Set.of(53);

  private static final Pattern NUMBERED = Pattern.compile("void \\w+?((_\\d+)+)\\(");

  @Test
  void everyFaultHasATestThatBearsItsNumber() throws IOException {
    Set<Integer> tested = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(file -> read(file, tested));
    }
    assertThat(FAULTS.keySet().stream().filter(number -> !tested.contains(number)))
        .as("faults without a test, beside those of later work, of " + FAULTS)
        .containsExactlyInAnyOrderElementsOf(LATER);
    assertThat(FAULTS)
        .as("every number that a test bears is one of these")
        .containsKeys(tested.toArray(Integer[]::new));
  }

  @Test
  void thePageSaysOfEachWhatWasBrokenToSeeItRed() throws IOException {
    String page = Files.readString(Path.of("docs/faults.md"));
    assertThat(FAULTS.keySet().stream().filter(number -> !LATER.contains(number)))
        .allSatisfy(
            number ->
                assertThat(page)
                    .containsPattern("\\| %d \\|[^|]+\\|[^|]+\\|[^|]{10,}\\|".formatted(number)));
  }

  private static void read(Path file, Set<Integer> tested) {
    try {
      Matcher numbered = NUMBERED.matcher(Files.readString(file));
      while (numbered.find()) {
        for (String number : numbered.group(1).substring(1).split("_")) {
          tested.add(Integer.valueOf(number));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
