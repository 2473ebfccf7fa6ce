package dev.lockstep.google;

/**
 * Google's token server refuses the OAuth client of this installation: no account's token can be
 * renewed until its settings are right, and no grant is lost meanwhile.
 */
public final class ClientRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason Google's word: `invalid_client`
   * @param said Google's word and description
   */
  public ClientRefused(String reason, String said) {
    super(
        ("Google refuses this installation's OAuth client (%s): GOOGLE_CLIENT_ID or"
                + " GOOGLE_CLIENT_SECRET is wrong; every account waits, none is lost")
            .formatted(said));
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
