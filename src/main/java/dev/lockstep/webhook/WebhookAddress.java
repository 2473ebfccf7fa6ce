package dev.lockstep.webhook;

import java.util.Optional;

/** Where Google reaches this application. */
interface WebhookAddress {

  String CALENDAR_PATH = "/webhooks/google/calendar";

  /** The public URL; blank where there is none, and then everything is polled. */
  String publicUrl();

  /** Where Google is to deliver what happens in calendars. */
  default Optional<String> calendar() {
    String url = publicUrl();
    return url.isBlank()
        ? Optional.empty()
        : Optional.of(
            (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + CALENDAR_PATH);
  }
}
