package dev.lockstep.target;

/** The cursor is no longer good (410): list everything and reconcile (PROTOCOL 6.6). */
public class CursorExpired extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CursorExpired(String message, Throwable cause) {
    super(message, cause);
  }
}
