package dev.lockstep.webhook;

import java.util.Set;

/** Where Google and its users' scripts reach this application. */
interface WebhookAddress {

  String BASE = "/webhooks/google/";
  String CALENDAR_PATH = BASE + "calendar";
  String DRIVE_PATH = BASE + "drive";

  /** Where scripts in sheets deliver. */
  String SHEET_PATH = BASE + "sheet";

  Set<String> PATHS = Set.of(CALENDAR_PATH, DRIVE_PATH, SHEET_PATH);

  /** The public URL; blank where there is none, and then everything is polled. */
  String publicUrl();

  default boolean isKnown() {
    return !publicUrl().isBlank();
  }

  /** Where Google is to deliver what happens in calendars. */
  default String calendar() {
    return at(CALENDAR_PATH);
  }

  /** Where Google is to deliver what happens to spreadsheets. */
  default String drive() {
    return at(DRIVE_PATH);
  }

  private String at(String path) {
    String url = publicUrl();
    if (url.isBlank()) {
      throw new IllegalStateException("lockstep.public-url is not set");
    }
    return (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path;
  }
}
