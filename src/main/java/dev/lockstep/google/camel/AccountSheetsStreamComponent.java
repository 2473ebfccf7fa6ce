package dev.lockstep.google.camel;

import com.google.api.services.sheets.v4.Sheets;
import dev.lockstep.google.GoogleClients;
import org.apache.camel.component.google.sheets.stream.GoogleSheetsStreamComponent;
import org.apache.camel.component.google.sheets.stream.GoogleSheetsStreamConfiguration;
import org.apache.camel.spi.annotations.Component;

/** `google-sheets-stream:` for many accounts, each named by `applicationName`. */
@Component("google-sheets-stream")
public class AccountSheetsStreamComponent extends GoogleSheetsStreamComponent {

  private final GoogleClients clients;

  public AccountSheetsStreamComponent(GoogleClients clients) {
    this.clients = clients;
  }

  @Override
  public Sheets getClient(GoogleSheetsStreamConfiguration config) {
    return clients.sheets(
        Owner.require(Owner.of(null, config.getApplicationName()), "google-sheets-stream"));
  }
}
