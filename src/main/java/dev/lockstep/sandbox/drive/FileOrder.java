package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.GoogleError;
import java.util.Comparator;

/** The order of files.list: {@code folder,modifiedTime desc,name}. */
final class FileOrder {

  private static final Comparator<StoredFile> LATEST_FIRST =
      Comparator.<StoredFile>comparingLong(file -> file.created).reversed();

  private FileOrder() {}

  /**
   * @throws GoogleError 400 when it names no order
   */
  static Comparator<StoredFile> read(String orderBy) {
    if (orderBy.isBlank()) {
      return LATEST_FIRST;
    }
    Comparator<StoredFile> order = null;
    for (String one : orderBy.split(",")) {
      String[] words = one.strip().split("\\s+");
      Comparator<StoredFile> next = by(words[0]);
      if (words.length > 1) {
        if (!words[1].equals("desc")) {
          throw DriveErrors.invalid("orderBy");
        }
        next = next.reversed();
      }
      order = order == null ? next : order.thenComparing(next);
    }
    return order == null ? LATEST_FIRST : order;
  }

  private static Comparator<StoredFile> by(String key) {
    return switch (key) {
      case "createdTime" -> Comparator.comparingLong(file -> file.created);
      case "modifiedTime", "recency", "modifiedByMeTime" ->
          Comparator.comparingLong(file -> file.modified);
      case "folder" -> Comparator.comparing(file -> !file.isFolder());
      case "name", "name_natural" ->
          Comparator.comparing(file -> file.name, String.CASE_INSENSITIVE_ORDER);
      case "starred" -> Comparator.comparing(file -> !file.starred);
      case "quotaBytesUsed", "sharedWithMeTime", "viewedByMeTime" ->
          throw GoogleError.unsupported("ordering files by " + key).atParameter("orderBy");
      default -> throw DriveErrors.invalid("orderBy");
    };
  }
}
