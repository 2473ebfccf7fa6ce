package dev.lockstep.account;

/** Told when an account changes; every bean of this type hears it, after the change is stored. */
public interface AccountListener {

  /** Connected for the first time, again, or with another identity ({@code subject} differs). */
  default void connected(Account account) {}

  /** Disconnected or disabled. */
  default void stopped(Account account) {}

  /**
   * Google refuses the grant: the owner must be asked to connect again. Told once per loss, in the
   * transaction that stores it.
   */
  default void reconnectRequired(Account account) {}
}
