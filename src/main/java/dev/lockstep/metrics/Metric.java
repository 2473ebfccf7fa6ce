package dev.lockstep.metrics;

import java.util.List;

/** Every metric of ours: its name as Prometheus shows it, its labels, what it says. */
enum Metric {
  QUEUE_DEPTH(
      "lockstep_queue_depth",
      "gauge",
      List.of("sync", "direction", "status", "lane"),
      "Records in the queue. `status=\"failed\"` are the dead letters, `status=\"held\"` wait for a"
          + " person, `status=\"skipped\"` were given up until they change."),
  LAG(
      "lockstep_lag_seconds",
      "gauge",
      List.of("sync", "direction"),
      "Age of the oldest change that is queued and neither failed nor held."),
  PAUSED(
      "lockstep_paused",
      "gauge",
      List.of("sync", "direction", "cause"),
      "Partitions that a cause keeps from running: by_hand, stopped (no valid definition),"
          + " disconnected, rewound."),
  ITEM(
      "lockstep_item_seconds",
      "summary",
      List.of("sync", "direction"),
      "Time of a record from claim to commit, Google's answer included."),
  ERRORS(
      "lockstep_errors_total",
      "counter",
      List.of("kind"),
      "Failures by their reaction: transient, quota, stale, gone, auth, permanent."),
  RECORDS(
      "lockstep_records",
      "gauge",
      List.of("sync", "state"),
      "Links between rows and remote records by state, and as `failed` the dead letters; read once"
          + " a minute."),
  CHANNEL_RENEWALS(
      "lockstep_channel_renewals_total",
      "counter",
      List.of("outcome"),
      "What became of push channels: opened, renewed, failed, lost (polling takes over), stopped,"
          + " stop-failed, expired, orphaned."),
  WEBHOOK_NOTIFICATIONS(
      "lockstep_webhook_notifications_total",
      "counter",
      List.of("source", "verdict"),
      "Notifications by the way they came (calendar, drive, sheet) and what they were worth:"
          + " changed, handshake, unknown, forged, mismatched, late, over_limit; of sheets also"
          + " replayed, unreadable, no_secret."),
  GOOGLE_CALLS(
      "lockstep_google_calls_seconds",
      "summary",
      List.of("api", "method", "status"),
      "Calls to Google by API, method and HTTP status; `status=\"io\"` where there was no answer."),
  QUOTA_USED(
      "lockstep_quota_used",
      "gauge",
      List.of("api", "scope"),
      "Used part of our own share of a quota, 0 to 1."),
  SHEET_STRUCTURE(
      "lockstep_sheet_structure_total",
      "counter",
      List.of("outcome"),
      "How often a sheet's structure was known (hit) and how often it was asked of Google (miss).");

  private final String shown;
  private final String type;
  private final List<String> labels;
  private final String meaning;

  Metric(String shown, String type, List<String> labels, String meaning) {
    this.shown = shown;
    this.type = type;
    this.labels = labels;
    this.meaning = meaning;
  }

  /** The name as Prometheus shows it. */
  String shown() {
    return shown;
  }

  String type() {
    return type;
  }

  List<String> labels() {
    return labels;
  }

  String meaning() {
    return meaning;
  }
}
