package dev.lockstep;

import dev.lockstep.cli.Commands;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The application. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Lockstep {

  public static void main(String[] args) {
    Carriers.raise();
    // Netty still asks for what newer Javas warn of.
    System.setProperty("io.netty.noUnsafe", "true");
    System.exit(Commands.run(Lockstep.class, args));
  }
}
