package dev.lockstep.sandbox.http;

import java.util.Set;

/** Who calls: an account, through an OAuth client, with what was granted. */
public record Caller(String email, String clientId, Set<String> scopes) {

  public boolean hasAnyOf(Set<String> wanted) {
    return wanted.stream().anyMatch(scopes::contains);
  }
}
