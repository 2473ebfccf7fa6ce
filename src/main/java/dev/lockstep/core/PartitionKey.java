package dev.lockstep.core;

/**
 * The unit of order: one sync's records of one account in one calendar or tab.
 *
 * @param account the owner's name as the source's account column or the target names it
 * @param calendar calendar id or alias (`primary`), the tab's name for a sheet, the feed's for a
 *     feed
 */
public record PartitionKey(String sync, String account, String calendar) {

  @Override
  public String toString() {
    return sync + "/" + account + "/" + calendar;
  }
}
