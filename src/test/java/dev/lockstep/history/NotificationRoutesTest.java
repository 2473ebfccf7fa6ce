package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.WiringOf;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** Notices on their way to people. */
@CamelSpringBootTest
@SpringBootTest(
    classes = NotificationRoutesTest.Context.class,
    properties = {
      "camel.main.routes-include-pattern=file:routes/notifications.camel.yaml",
      "spring.flyway.enabled=false",
      "lockstep.history.notice-quiet=0s"
    })
@DirtiesContext
@WiringOf("notices")
class NotificationRoutesTest {

  private static final PartitionKey ANNA = new PartitionKey("appointments", "anna", "primary");

  @Autowired CamelContext camel;
  @Autowired History history;
  @Autowired JdbcClient jdbc;

  @Test
  void aNoticeIsToldOnceThoughItsRowComesBack() throws Exception {
    AdviceWith.adviceWith(
        camel, "notices", route -> route.weaveById("tell").replace().to("mock:told"));
    MockEndpoint told = camel.getEndpoint("mock:told", MockEndpoint.class);
    told.expectedMessageCount(1);

    history.write(
        HistoryEvent.Notice.ofPartition(
            NoticeKind.GOOGLE_CHANGED, ANNA, "changed", 500, Set.of(Recipient.ADMIN)));
    told.assertIsSatisfied(20_000);
    DueNotice notice = told.getExchanges().getFirst().getMessage().getBody(DueNotice.class);
    assertThat(notice.line())
        .isEqualTo(
            "notice=googleChanged to=admin sync=appointments account=anna calendar=primary"
                + " count=500 message=\"changed\"");
    gone();

    // as after a crash between telling and forgetting
    jdbc.sql(
            """
            INSERT INTO lockstep.notice
              (id, kind, sync, account, calendar, recipients, records, sample, message, closed)
            OVERRIDING SYSTEM VALUE
            VALUES (:id, 'googleChanged', 'appointments', 'anna', 'primary', 'admin', 500, '{}',
              'changed', true)
            """)
        .param("id", notice.id())
        .update();
    gone();
    told.assertIsSatisfied();
  }

  private void gone() {
    org.awaitility.Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> jdbc.sql("SELECT count(*) FROM lockstep.notice").query(Long.class).single() == 0);
  }

  @EnableAutoConfiguration
  @ComponentScan(basePackages = "dev.lockstep.history")
  @ConfigurationPropertiesScan("dev.lockstep.history")
  static class Context {
    @Bean
    DataSource dataSource() {
      return TestDatabase.migrated().dataSource();
    }
  }
}
