package dev.lockstep.google.camel;

import com.google.api.services.sheets.v4.Sheets;
import dev.lockstep.google.GoogleClients;
import org.apache.camel.component.google.sheets.GoogleSheetsComponent;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.spi.annotations.Component;

/** `google-sheets:` for many accounts, each named by `applicationName`. */
@Component("google-sheets")
public class AccountSheetsComponent extends GoogleSheetsComponent {

  private final GoogleClients clients;

  public AccountSheetsComponent(GoogleClients clients) {
    this.clients = clients;
  }

  @Override
  public Sheets getClient(GoogleSheetsConfiguration config) {
    return clients.sheets(
        Owner.require(Owner.of(null, config.getApplicationName()), "google-sheets"));
  }
}
