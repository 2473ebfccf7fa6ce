package dev.lockstep.sandbox;

import dev.lockstep.sandbox.drive.Documents;
import dev.lockstep.sandbox.drive.Files;
import dev.lockstep.sandbox.drive.Role;
import dev.lockstep.sandbox.sheets.Sharing;
import dev.lockstep.sandbox.sheets.SheetText;
import dev.lockstep.sandbox.sheets.Spreadsheets;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.state.Ticks;
import java.util.function.Consumer;

/**
 * Spreadsheets are files: what is made, edited, named or deleted through one API is so in the
 * other, and Drive says who may do what.
 */
final class SpreadsheetFiles implements Documents, Sharing {

  private final Spreadsheets spreadsheets;
  private final Files files;
  private final Ticks ticks;

  /** The spreadsheet whose title Drive changes right now: that is no edit of its content. */
  private String renamed = "";

  private Consumer<String> listener = id -> {};

  SpreadsheetFiles(Spreadsheets spreadsheets, Files files, Ticks ticks) {
    this.spreadsheets = spreadsheets;
    this.files = files;
    this.ticks = ticks;
    spreadsheets.sharing(this);
    spreadsheets.onCreate(this::made);
    spreadsheets.onChange(this::changed);
  }

  private void made(Spreadsheet spreadsheet, String email) {
    files.added(spreadsheet.id(), spreadsheet.title(), email);
  }

  /** Who else hears of the id of every spreadsheet that changed. */
  void onChange(Consumer<String> hears) {
    listener = hears;
  }

  private void changed(Spreadsheet spreadsheet, String email) {
    if (!spreadsheet.id().equals(renamed)) {
      files.renamed(spreadsheet.id(), spreadsheet.title(), email);
      files.edited(spreadsheet.id(), email);
    }
    listener.accept(spreadsheet.id());
  }

  @Override
  public Access access(Spreadsheet spreadsheet, String email) {
    Role role = files.role(spreadsheet.id(), email);
    if (role == null) {
      return Access.NONE;
    }
    return role.compareTo(Role.WRITER) >= 0 ? Access.WRITE : Access.READ;
  }

  @Override
  public String create(String title, String owner) {
    return add(spreadsheets.create(owner, title));
  }

  @Override
  public String copy(String from, String title, String owner) {
    return add(spreadsheets.copy(find(from), owner, title));
  }

  private String add(Spreadsheet spreadsheet) {
    spreadsheets.add(spreadsheet);
    return spreadsheet.id();
  }

  private Spreadsheet find(String id) {
    Spreadsheet spreadsheet = spreadsheets.find(id);
    if (spreadsheet == null) {
      throw new IllegalStateException("the file " + id + " has no spreadsheet");
    }
    return spreadsheet;
  }

  @Override
  public void rename(String id, String title, String email) {
    renamed = id;
    try {
      spreadsheets.change(
          find(id),
          email,
          draft -> {
            draft
                .spreadsheet()
                .properties(draft.spreadsheet().properties().deepCopy().put("title", title));
            return title;
          });
    } finally {
      renamed = "";
    }
  }

  @Override
  public void delete(String id) {
    spreadsheets.remove(id);
  }

  @Override
  public String text(String id, char separator) {
    return SheetText.of(find(id), ticks, separator);
  }
}
