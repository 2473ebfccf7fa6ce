package dev.lockstep.google;

/** No call can be made as this account until a person has done something about it. */
public class AccountUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String owner;
  private final String reason;

  /**
   * @param reason a word: `invalid_grant`, `unauthorized_client`, `unknown_account`, `disabled`,
   *     `disconnected`
   */
  public AccountUnavailable(String owner, String reason, String message) {
    super(message);
    this.owner = owner;
    this.reason = reason;
  }

  public String owner() {
    return owner;
  }

  public String reason() {
    return reason;
  }
}
