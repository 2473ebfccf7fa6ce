package dev.lockstep.google.camel;

import dev.lockstep.google.GoogleClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The components, under the names by which Camel finds them instead of its own. */
@Configuration(proxyBeanMethods = false)
class ComponentBeans {

  @Bean("google-calendar-component")
  AccountCalendarComponent calendar(GoogleClients clients) {
    return new AccountCalendarComponent(clients);
  }

  @Bean("google-calendar-stream-component")
  AccountCalendarStreamComponent calendarStream(GoogleClients clients) {
    return new AccountCalendarStreamComponent(clients);
  }

  @Bean("google-sheets-component")
  AccountSheetsComponent sheets(GoogleClients clients) {
    return new AccountSheetsComponent(clients);
  }

  @Bean("google-sheets-stream-component")
  AccountSheetsStreamComponent sheetsStream(GoogleClients clients) {
    return new AccountSheetsStreamComponent(clients);
  }

  @Bean("google-drive-component")
  AccountDriveComponent drive(GoogleClients clients) {
    return new AccountDriveComponent(clients);
  }
}
