package dev.lockstep.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Spring Security stands in front of the API alone, as {@link ApiSecurity} says, and has no users:
 * Spring Boot's own set-up, which closes every way in, is left out wherever Boot sets anything up.
 */
public final class NotBootsSecurity implements AutoConfigurationImportFilter {

  private static final Set<String> LEFT_OUT =
      Set.of(
          "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
          "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
          "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
          "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration");

  @Override
  public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
    boolean[] wanted = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      wanted[i] = names[i] == null || !LEFT_OUT.contains(names[i]);
    }
    return wanted;
  }
}
