package dev.lockstep.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Refuses to start, before anything is begun, while a setting is missing or malformed. */
final class StartChecks implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String KEY = "TOKENS_ENCRYPTION_KEY";
  private static final Pattern KEY_FORM = Pattern.compile("[0-9a-fA-F]{64}");

  private static final List<String> PROFILES = List.of("sandbox", "production");

  private static final Map<String, String> PRODUCTION_NEEDS = new LinkedHashMap<>();

  static {
    PRODUCTION_NEEDS.put(
        "LOCKSTEP_DATABASE_URL", "the database, for instance jdbc:postgresql://host:5432/name");
    PRODUCTION_NEEDS.put("LOCKSTEP_DATABASE_USERNAME", "the user of the database");
    PRODUCTION_NEEDS.put("LOCKSTEP_DATABASE_PASSWORD", "that user's password");
    PRODUCTION_NEEDS.put(KEY, "32 random bytes in hex, for instance from: openssl rand -hex 32");
    PRODUCTION_NEEDS.put("GOOGLE_CLIENT_ID", "the OAuth client at Google");
    PRODUCTION_NEEDS.put("GOOGLE_CLIENT_SECRET", "that client's secret");
    PRODUCTION_NEEDS.put(
        "LOCKSTEP_PUBLIC_URL", "where Google reaches the webhooks, for instance https://host");
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    List<String> faults = faults(context.getEnvironment());
    if (!faults.isEmpty()) {
      throw new StartRefused(faults);
    }
  }

  static List<String> faults(Environment environment) {
    List<String> faults = new ArrayList<>();
    List<String> profiles = List.of(environment.getActiveProfiles());
    if (!profiles.isEmpty() && Collections.disjoint(profiles, PROFILES)) {
      faults.add(
          "SPRING_PROFILES_ACTIVE is '%s': one of %s must be among the profiles"
              .formatted(String.join(",", profiles), String.join(", ", PROFILES)));
    }
    if (environment.acceptsProfiles(Profiles.of("production"))) {
      PRODUCTION_NEEDS.forEach(
          (name, meaning) -> {
            if (environment.getProperty(name, "").isBlank()) {
              faults.add("%s is not set: %s".formatted(name, meaning));
            }
          });
    }
    String key = environment.getProperty(KEY, "").strip();
    if (!key.isEmpty() && !KEY_FORM.matcher(key).matches()) {
      // The value is a secret: only its length may be told.
      faults.add(
          "%s is malformed: it must be 32 bytes as 64 hex digits, and has %d characters%s"
              .formatted(
                  KEY, key.length(), key.length() == 64 ? " of which some are no hex digits" : ""));
    }
    String url = environment.getProperty("LOCKSTEP_DATABASE_URL", "").strip();
    if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      faults.add(
          "LOCKSTEP_DATABASE_URL is malformed: it must start with jdbc:postgresql: and does not");
    }
    String publicUrl = environment.getProperty("LOCKSTEP_PUBLIC_URL", "").strip();
    if (!publicUrl.isEmpty() && !publicUrl.matches("https?://.+")) {
      faults.add(
          "LOCKSTEP_PUBLIC_URL is malformed: it must start with https:// or http:// and is '%s'"
              .formatted(publicUrl));
    }
    return faults;
  }
}
