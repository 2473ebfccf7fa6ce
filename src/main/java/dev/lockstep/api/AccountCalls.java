package dev.lockstep.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.webhook.Channels;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Connected accounts; each method is the step of one operation. */
@Component
final class AccountCalls {

  private final Accounts accounts;
  private final Channels channels;

  AccountCalls(Accounts accounts, Channels channels) {
    this.accounts = accounts;
    this.channels = channels;
  }

  public Answer list(ApiRequest request) {
    String after = request.find("after").orElse("");
    List<Account> page =
        accounts.all().stream()
            .filter(account -> account.owner().compareTo(after) > 0)
            .sorted(Comparator.comparing(Account::owner))
            .limit(request.limit() + 1L)
            .toList();
    return Answer.page(request, page, account -> List.of(json(account)), Account::owner);
  }

  public Answer get(ApiRequest request) {
    return Answer.ok(json(find(request)));
  }

  public Answer renewChannels(ApiRequest request) {
    channels.renew(find(request).owner());
    return Answer.nothing(202);
  }

  private Account find(ApiRequest request) {
    String owner = request.text("owner");
    return accounts
        .find(owner)
        .orElseThrow(
            () -> ApiProblem.notFound("there is no account of the owner '%s'".formatted(owner)));
  }

  private static ObjectNode json(Account account) {
    ObjectNode json = Answer.JSON.createObjectNode();
    json.put("owner", account.owner());
    json.put("href", Contract.BASE + "/accounts/" + PathText.encode(account.owner()));
    json.put("email", account.email());
    json.put("status", account.status().word());
    if (account.reason() != null) {
      json.put("reason", account.reason());
    }
    account.scopes().stream().sorted().forEach(json.putArray("scopes")::add);
    json.put("first_connected_at", account.firstConnected().toString());
    json.put("last_connected_at", account.lastConnected().toString());
    return json;
  }
}
