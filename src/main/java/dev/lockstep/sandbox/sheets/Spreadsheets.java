package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.Sharing.Access;
import dev.lockstep.sandbox.sheets.batch.Draft;
import dev.lockstep.sandbox.sheets.batch.NewSheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All spreadsheets of the sandbox, and the only way in which one of them changes. */
public final class Spreadsheets {

  private static final ObjectNode USUAL = usual();
  private static final String ID =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final Store store;
  private final Ticks ticks;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Spreadsheet> spreadsheets = new LinkedHashMap<>();
  private Sharing sharing =
      (spreadsheet, email) -> spreadsheet.owner().equals(email) ? Access.WRITE : Access.NONE;
  private BiConsumer<Spreadsheet, String> created = (spreadsheet, email) -> {};
  private BiConsumer<Spreadsheet, String> changed = (spreadsheet, email) -> {};

  public Spreadsheets(Journal journal, Ticks ticks) {
    this.store = new Store(journal);
    this.ticks = ticks;
    store.load().forEach(spreadsheet -> spreadsheets.put(spreadsheet.id(), spreadsheet));
  }

  /** Who says who may do what. */
  public void sharing(Sharing asked) {
    sharing = asked;
  }

  /** Who hears of every spreadsheet made through this API, with the address of its maker. */
  public void onCreate(BiConsumer<Spreadsheet, String> hears) {
    created = hears;
  }

  /** Who hears of every change, with the address of whoever made it. */
  public void onChange(BiConsumer<Spreadsheet, String> hears) {
    changed = hears;
  }

  public Collection<Spreadsheet> all() {
    return spreadsheets.values();
  }

  public @Nullable Spreadsheet find(String id) {
    return spreadsheets.get(id);
  }

  /**
   * The spreadsheet, if the caller may do as much as asked.
   *
   * @throws GoogleError 404 when it is unknown, 403 when the caller may not
   */
  Spreadsheet open(String id, String email, Access needed) {
    Spreadsheet spreadsheet = spreadsheets.get(id);
    if (spreadsheet == null) {
      throw GoogleError.notFound();
    }
    if (sharing.access(spreadsheet, email).compareTo(needed) < 0) {
      throw GoogleError.global(403, "forbidden", "Forbidden");
    }
    return spreadsheet;
  }

  /**
   * What Google gives a new spreadsheet: one sheet of 1000 rows and 26 columns, English (United
   * States), Greenwich time.
   */
  public Spreadsheet create(String email, String title) {
    return create(email, Json.object().put("title", title), List.of());
  }

  /**
   * @param given SpreadsheetProperties; what is missing is as usual
   * @param tabs SheetProperties of each; one as usual where there are none
   */
  Spreadsheet create(String email, ObjectNode given, List<ObjectNode> tabs) {
    ObjectNode properties = Json.object();
    properties.put("title", "Untitled spreadsheet");
    properties.setAll(USUAL);
    properties.setAll(given);
    Spreadsheet spreadsheet =
        new Spreadsheet(newId(), email, Messages.tidy("SpreadsheetProperties", properties));
    for (ObjectNode tab : tabs.isEmpty() ? List.of(Json.object()) : tabs) {
      spreadsheet.sheets().add(NewSheet.make(spreadsheet, tab, random));
    }
    return spreadsheet;
  }

  /**
   * The same content as a new file that is not yet added.
   *
   * @param title of the copy
   */
  public Spreadsheet copy(Spreadsheet original, String email, String title) {
    ObjectNode properties = original.properties().deepCopy();
    properties.put("title", title);
    return original.copyAs(newId(), email, properties);
  }

  /**
   * From now on there is this spreadsheet; Drive is not told, because it may be Drive that asks.
   */
  public void add(Spreadsheet spreadsheet) {
    spreadsheets.put(spreadsheet.id(), spreadsheet);
    store.replace(null, spreadsheet);
  }

  /** Added as a call of this API does it: Drive gets to know. */
  void addAndTell(Spreadsheet spreadsheet, String email) {
    add(spreadsheet);
    created.accept(spreadsheet, email);
  }

  /**
   * Changes a draft and puts it in the original's place, if the change throws nothing.
   *
   * @return what the change answers
   */
  public <T> T change(Spreadsheet original, String email, Function<Draft, T> change) {
    Spreadsheet copy = original.copy();
    T answer = change.apply(new Draft(copy, email, ticks.now(), random));
    spreadsheets.put(copy.id(), copy);
    store.replace(original, copy);
    changed.accept(copy, email);
    return answer;
  }

  /** To work on what is not yet added. */
  Draft draft(Spreadsheet fresh, String email) {
    return new Draft(fresh, email, ticks.now(), random);
  }

  /** Gone, for Drive that deletes it for good. */
  public void remove(String id) {
    Spreadsheet gone = spreadsheets.remove(id);
    if (gone != null) {
      store.remove(gone);
    }
  }

  public void clear() {
    spreadsheets.clear();
  }

  Ticks ticks() {
    return ticks;
  }

  private String newId() {
    StringBuilder id = new StringBuilder("1");
    while (id.length() < 44) {
      id.append(ID.charAt(random.nextInt(ID.length())));
    }
    return id.toString();
  }

  private static ObjectNode usual() {
    try (InputStream in =
        Spreadsheets.class.getResourceAsStream("/sandbox/sheets/new-spreadsheet.json")) {
      return (ObjectNode) Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
