package dev.lockstep.google.camel;

import com.google.api.services.drive.Drive;
import dev.lockstep.google.GoogleClients;
import org.apache.camel.component.google.drive.GoogleDriveComponent;
import org.apache.camel.component.google.drive.GoogleDriveConfiguration;
import org.apache.camel.spi.annotations.Component;

/** `google-drive:` for many accounts, each named by `applicationName`. */
@Component("google-drive")
public class AccountDriveComponent extends GoogleDriveComponent {

  private final GoogleClients clients;

  public AccountDriveComponent(GoogleClients clients) {
    this.clients = clients;
  }

  @Override
  public Drive getClient(GoogleDriveConfiguration config) {
    return clients.drive(
        Owner.require(Owner.of(null, config.getApplicationName()), "google-drive"));
  }
}
