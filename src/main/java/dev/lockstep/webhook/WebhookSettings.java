package dev.lockstep.webhook;

import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What scripts in sheets sign their posts with.
 *
 * @param secret one value, or two with a comma between while it is rotated (`WEBHOOK_SECRET`);
 *     blank: nothing such scripts send is believed
 */
@ConfigurationProperties("webhook")
record WebhookSettings(@DefaultValue("") String secret) {

  WebhookSettings {
    if (secrets(secret).size() > 2) {
      throw new IllegalArgumentException(
          "WEBHOOK_SECRET holds %d values: one is enough, two while it is rotated"
              .formatted(secrets(secret).size()));
    }
  }

  List<String> secrets() {
    return secrets(secret);
  }

  private static List<String> secrets(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return "WebhookSettings[masked]";
  }
}
