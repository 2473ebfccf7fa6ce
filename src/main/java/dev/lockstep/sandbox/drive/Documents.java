package dev.lockstep.sandbox.drive;

/** What is in spreadsheets. The API that knows them offers it to Drive. */
public interface Documents {

  /**
   * An empty one.
   *
   * @return its id
   */
  String create(String title, String owner);

  /**
   * @return the copy's id
   */
  String copy(String from, String title, String owner);

  void rename(String id, String title, String email);

  void delete(String id);

  /**
   * The first sheet as people see it, its lines ended by CR LF, the last one not.
   *
   * @param separator between the cells of a line
   */
  String text(String id, char separator);
}
