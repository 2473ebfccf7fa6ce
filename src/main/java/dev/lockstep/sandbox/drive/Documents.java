package dev.lockstep.sandbox.drive;

/** What is in spreadsheets. The API that knows them offers it to Drive. */
public interface Documents {

  /** An empty one. */
  void create(String id, String title, String owner);

  void copy(String from, String to, String title, String owner);

  void rename(String id, String title);

  void delete(String id);

  /**
   * The first sheet as people see it, its lines ended by CR LF, the last one not.
   *
   * @param separator between the cells of a line
   */
  String text(String id, char separator);
}
