package dev.lockstep.account;

import dev.lockstep.google.AccessToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Google's token endpoint gave.
 *
 * @param refreshToken null where Google gave none this time: the stored one stays
 * @param scopes what was granted, which may be less than was asked for
 */
public record GrantedTokens(AccessToken access, @Nullable String refreshToken, Set<String> scopes) {

  public GrantedTokens {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String toString() {
    return "GrantedTokens[" + access + ", scopes=" + scopes + "]";
  }
}
