package dev.lockstep.bench;

/** What is promised of speed, in the order in which docs/BENCHMARKS.md shows it. */
enum Budget {
  SHEET_FIRST_LOAD(
      "first load of 10,000 rows × 10 columns into a sheet",
      "≤ 6 API calls, ≤ 1.5× a bare client program"),
  SHEET_UPDATES(
      "1,000 scattered row updates in a 10,000-row sheet", "≤ 3 API calls, changed cells only"),
  NOTHING_CHANGED(
      "a pass with nothing changed; echoes of our own writes", "0 writes, ≤ 1 read; no call"),
  BUSY_SHEET(
      "a sheet edited 10 times a second under 60 reads and 60 writes a minute",
      "0 calls refused, lag ≤ 5 s"),
  BIG_SHEET(
      "first load of 100,000 rows × 10 columns and 100 edits by people in it",
      "fits in a 256 MB heap"),
  OPEN_TRANSACTION("fold and claim with another transaction left open", "≤ 2× of without"),
  QUOTA(
      "calendar under an enforced quota of 10/s per account",
      "≥ 95 % of the quota, < 1 % of calls refused"),
  THROUGHPUT(
      "calendar without quota or latency, 10,000 events, 10 accounts",
      "≥ 500 events/s on 2 cores, sandbox included"),
  OWN_TIME("our own time per calendar call", "≤ 5 ms"),
  OUTBOUND_LATENCY(
      "commit in PostgreSQL → call at Google (debounce 0)", "p50 ≤ 50 ms, p99 ≤ 250 ms"),
  INBOUND_LATENCY("notification → row committed", "p50 ≤ 50 ms, p99 ≤ 250 ms"),
  MEMORY("1,000,000-row table, first pass", "flat memory in a 256 MB heap"),
  CAPTURE_SINGLE(
      "capture: single-row transactions, 8 clients",
      "≥ 0.80 of the throughput without the trigger"),
  CAPTURE_BULK("capture: one statement over 300,000 rows", "≤ 1.4× the time without it"),
  WEBHOOK_INTAKE("webhook intake", "≥ 2,000/s on 2 cores, p99 ≤ 50 ms"),
  WEBHOOK_FLOOD("10,000 notifications for one partition", "≤ 3 pulls"),
  IDLE_ACCOUNTS("10,000 idle accounts", "≤ 5 % of one core"),
  BIG_PARTITION(
      "one partition with 100,000 pending records", "p99 of the others' delay ≤ 2× of without"),
  STEADY_LOAD("an hour at steady load", "heap, connections, threads and table bloat stay flat");

  private final String what;
  private final String promise;

  Budget(String what, String promise) {
    this.what = what;
    this.promise = promise;
  }

  String what() {
    return what;
  }

  String promise() {
    return promise;
  }
}
