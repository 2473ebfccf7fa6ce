package dev.lockstep.history;

import javax.sql.DataSource;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the route `notices` needs beside its steps. */
@Configuration(proxyBeanMethods = false)
class NoticeBeans {

  /** The table is made by migration: Camel's own statement does not fit PostgreSQL. */
  @Bean
  JdbcMessageIdRepository noticesTold(DataSource dataSource) {
    JdbcMessageIdRepository told = new JdbcMessageIdRepository(dataSource, "notices");
    told.setTableName("lockstep.notice_told");
    told.setCreateTableIfNotExists(false);
    return told;
  }
}
