package dev.lockstep.google;

/**
 * Where the clients get the tokens of an account; who keeps and renews them is not their matter.
 */
public interface Credentials {

  /**
   * A token that is good for a while yet.
   *
   * @throws AccountUnavailable when the owner is unknown, disconnected, disabled or must reconnect
   * @throws ClientRefused when Google's token server does not know this installation
   */
  AccessToken accessToken(String owner);

  /**
   * Another token after Google refused this one (401). Callers that saw the same token refused
   * share one renewal.
   *
   * @throws AccountUnavailable as above
   */
  AccessToken renewed(String owner, AccessToken refused);
}
