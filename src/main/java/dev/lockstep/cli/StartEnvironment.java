package dev.lockstep.cli;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Puts the settings of Lockstep's own names where Spring looks for them, and points the Google
 * clients at the inside sandbox where nothing else is named.
 */
final class StartEnvironment implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, Object> derived = new HashMap<>();
    for (String setting : new String[] {"url", "username", "password"}) {
      String value = environment.getProperty("lockstep.database." + setting);
      if (value != null && !value.isBlank()) {
        derived.put("spring.datasource." + setting, value);
      }
    }
    if (derived.containsKey("spring.datasource.url")) {
      // As the commands take it; else the driver would take the operating system's user.
      derived.putIfAbsent("spring.datasource.username", "postgres");
    }
    if (environment.acceptsProfiles(Profiles.of("sandbox"))
        && environment.getProperty("lockstep.google.root-url", "").isBlank()) {
      derived.put("lockstep.sandbox.inside", true);
      derived.put("lockstep.google.root-url", "http://localhost:${lockstep.sandbox.port}/");
    }
    if (environment.getProperty(LookingContext.SETTING, Boolean.class, false)) {
      derived.remove("lockstep.sandbox.inside");
      derived.putAll(LookingContext.SETTINGS);
      if (environment.acceptsProfiles(Profiles.of("sandbox"))) {
        // The embedded one belongs to the application, which runs or does not.
        derived.putIfAbsent(
            "spring.datasource.url",
            "jdbc:postgresql://127.0.0.1:${lockstep.embedded.port}/lockstep");
        derived.putIfAbsent("spring.datasource.username", "postgres");
      }
    }
    environment.getPropertySources().addFirst(new MapPropertySource("lockstep", derived));
  }
}
