package dev.lockstep.sandbox.identity;

import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.state.Journal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Google identities that exist here. */
public final class Accounts {

  private final Journal journal;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private Consumer<Account> newcomer = account -> {};

  public Accounts(Journal journal) {
    this.journal = journal;
    journal.replay("account", (key, json) -> accounts.put(key, Account.read(json)));
  }

  /** Who hears of every account that is made, and at once of those that exist. */
  public void onCreated(Consumer<Account> listener) {
    newcomer = listener;
    accounts.values().forEach(listener);
  }

  public @Nullable Account find(String email) {
    return accounts.get(email.toLowerCase(Locale.ROOT));
  }

  public Collection<Account> all() {
    return accounts.values();
  }

  /**
   * The account of that address, made when it is new.
   *
   * @throws GoogleError 400 when the address or the zone is none
   */
  public Account findOrCreate(String email, String timeZone) {
    String key = email.strip().toLowerCase(Locale.ROOT);
    Account known = accounts.get(key);
    if (known != null) {
      return known;
    }
    if (!key.matches("[^@\\s/]+@[^@\\s/]+")) {
      throw GoogleError.invalid("'" + email + "' is not an email address");
    }
    try {
      ZoneId.of(timeZone);
    } catch (DateTimeException e) {
      throw GoogleError.invalid("'" + timeZone + "' is not a time zone");
    }
    Account account = new Account(key, sub(key), name(key), timeZone);
    accounts.put(key, account);
    journal.put("account", key, account::json);
    newcomer.accept(account);
    return account;
  }

  /** Twenty-one digits, the same for the same address. */
  private static String sub(String email) {
    long hash = 1125899906842597L;
    for (char c : email.toCharArray()) {
      hash = 31 * hash + c;
    }
    return "1" + "%020d".formatted(hash & Long.MAX_VALUE);
  }

  private static String name(String email) {
    String local = email.substring(0, email.indexOf('@'));
    return Character.toUpperCase(local.charAt(0)) + local.substring(1);
  }

  public void clear() {
    accounts.clear();
  }
}
