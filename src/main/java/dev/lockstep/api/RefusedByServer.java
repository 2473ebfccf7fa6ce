package dev.lockstep.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * A path that the server refuses before any filter sees it ({@code %00}) is answered with a problem
 * where it is one of the API, and with the server's page elsewhere.
 */
@Component
final class RefusedByServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(
        context -> context.getParent().getPipeline().addValve(new Page()));
  }

  /** Stands nearest to the application, so that it is asked before the server's own. */
  private static final class Page extends ErrorReportValve {

    Page() {
      setShowServerInfo(false);
      setShowReport(false);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
      boolean isOfTheApi = request.getRequestURI().startsWith(Contract.BASE + "/");
      if (!isOfTheApi || response.getStatus() != 400 || response.getContentWritten() > 0) {
        super.report(request, response, failure);
      } else if (response.setErrorReported()) {
        try {
          ApiProblem.unsafePath().document().write(response);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
