package dev.lockstep.account;

import com.google.api.client.http.HttpTransport;
import dev.lockstep.google.GoogleSettings;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The module's parts, put together. */
@Configuration(proxyBeanMethods = false)
class AccountBeans {

  @Bean
  Accounts accounts(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      TokenSettings tokens,
      GoogleSettings google,
      HttpTransport transport,
      ObjectProvider<Clock> clock,
      ObjectProvider<AccountListener> listeners) {
    Integrations integrations = new Integrations(jdbc, new Vault(tokens));
    integrations.checkKeys();
    Clock wall = clock.getIfAvailable(Clock::systemUTC);
    // A refreshed token must be stored whatever becomes of the caller's own transaction.
    TransactionTemplate own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return new Accounts(
        integrations,
        new TokenEndpoint(google, transport, wall),
        own,
        wall,
        () -> listeners.orderedStream().toList());
  }
}
