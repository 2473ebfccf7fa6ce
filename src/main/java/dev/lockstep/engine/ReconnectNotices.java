package dev.lockstep.engine;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountListener;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.NoticeKind;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An account that must be connected again is told to its owner and to the admin. */
@Component
class ReconnectNotices implements AccountListener {

  private final History history;
  private final TransactionTemplate transaction;

  ReconnectNotices(History history, PlatformTransactionManager transactions) {
    this.history = history;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void reconnectRequired(Account account) {
    String message =
        "account '%s' (%s) must be connected again: %s"
            .formatted(account.owner(), account.email(), account.reason());
    transaction.executeWithoutResult(
        status ->
            history.write(
                HistoryEvent.Notice.ofAccount(
                    NoticeKind.ACCOUNT_RECONNECT,
                    account.owner(),
                    message,
                    Set.of(SyncDefinition.Recipient.OWNER, SyncDefinition.Recipient.ADMIN))));
  }
}
