package dev.lockstep.cli;

import picocli.CommandLine.Option;

/** How many records a command prints, and for whom. */
abstract class ShownRecords {

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Given.Limit.class,
      defaultValue = "100",
      description =
          "Shows no more than N records, the counts are of all; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Option(names = "--json", description = "Prints it as JSON.")
  private boolean json;

  final long limit() {
    return limit;
  }

  final boolean json() {
    return json;
  }
}
