package dev.lockstep.engine;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.engine.dispatch.DefinitionSets;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.queue.DeadRows;
import dev.lockstep.queue.Findings;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.QueueKeys;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.CaptureInstaller;
import dev.lockstep.source.CaptureLog;
import dev.lockstep.source.Fold;
import dev.lockstep.source.Instance;
import dev.lockstep.source.KeyDraw;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.PollCapture;
import dev.lockstep.source.ReferencedKeys;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.RowWriter;
import dev.lockstep.source.Session;
import dev.lockstep.source.WakeUp;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The parts below the engine that know nothing of Spring, put together. */
@Configuration(proxyBeanMethods = false)
class EngineBeans {

  /** Every pooled session stands as the source's reading and writing needs it. */
  @Bean
  static BeanPostProcessor sessionsOfThePool() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool && pool.getConnectionInitSql() == null) {
          pool.setConnectionInitSql(Session.INIT_SQL);
        }
        return bean;
      }
    };
  }

  @Bean
  Partitions partitions(JdbcClient jdbc) {
    return new Partitions(jdbc);
  }

  @Bean
  Leases leases(JdbcClient jdbc, Partitions partitions, EngineSettings settings) {
    return new Leases(jdbc, partitions, settings.lease());
  }

  @Bean
  Pulls pulls(JdbcClient jdbc, Partitions partitions) {
    return new Pulls(jdbc, partitions);
  }

  @Bean
  Reconciles reconciles(JdbcClient jdbc) {
    return new Reconciles(jdbc);
  }

  @Bean
  Cursors cursors(JdbcClient jdbc) {
    return new Cursors(jdbc);
  }

  @Bean
  Pauses pauses(JdbcClient jdbc) {
    return new Pauses(jdbc);
  }

  @Bean
  WorkQueue workQueue(JdbcClient jdbc, Partitions partitions) {
    return new WorkQueue(jdbc, partitions);
  }

  @Bean
  Claims claims(JdbcClient jdbc) {
    return new Claims(jdbc);
  }

  @Bean
  QueueKeys queueKeys(JdbcClient jdbc) {
    return new QueueKeys(jdbc);
  }

  @Bean
  BackOffs backOffs(JdbcClient jdbc) {
    return new BackOffs(jdbc, RandomGenerator.getDefault());
  }

  @Bean
  DeadLetters deadLetters(JdbcClient jdbc) {
    return new DeadLetters(jdbc);
  }

  @Bean
  Findings findings(JdbcClient jdbc) {
    return new Findings(jdbc);
  }

  @Bean
  DeadRows deadRows(JdbcClient jdbc) {
    return new DeadRows(jdbc);
  }

  @Bean
  QueueCounts queueCounts(JdbcClient jdbc) {
    return new QueueCounts(jdbc);
  }

  @Bean
  KeyDraw keyDraw(JdbcClient jdbc) {
    return new KeyDraw(jdbc);
  }

  @Bean
  ReferencedKeys referencedKeys(JdbcClient jdbc) {
    return new ReferencedKeys(jdbc);
  }

  @Bean
  RowReader rowReader(JdbcClient jdbc) {
    return new RowReader(jdbc);
  }

  @Bean
  RowWriter rowWriter(JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new RowWriter(jdbc, transactions);
  }

  @Bean
  LiveCatalog catalog(JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new LiveCatalog(jdbc, transactions);
  }

  @Bean
  PollCapture pollCapture(JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new PollCapture(jdbc, transactions);
  }

  @Bean
  CaptureLog captureLog(JdbcClient jdbc) {
    return new CaptureLog(jdbc);
  }

  @Bean
  Instance instance(JdbcClient jdbc) {
    return new Instance(jdbc);
  }

  @Bean
  CaptureInstaller captureInstaller(JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new CaptureInstaller(jdbc, transactions, 30, Duration.ofSeconds(1));
  }

  @Bean
  Fold fold(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      WorkQueue queue,
      Reconciles reconciles,
      DefinitionSets definitions) {
    return new Fold(
        jdbc, transactions, queue, reconciles, Fold.CONNECTED_OWNERS, definitions::holdNewest);
  }

  @Bean(destroyMethod = "close")
  WakeUp wakeUp(DataSource dataSource, @Value("${lockstep.database.listen-url:}") String listenUrl)
      throws java.sql.SQLException {
    return new WakeUp(direct(dataSource, listenUrl));
  }

  /** LISTEN needs a session of its own: not one that a pool or a pooler lends out. */
  private static DataSource direct(DataSource dataSource, String listenUrl)
      throws java.sql.SQLException {
    HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(listenUrl.isBlank() ? pool.getJdbcUrl() : listenUrl);
    direct.setUser(pool.getUsername());
    direct.setPassword(pool.getPassword());
    direct.setApplicationName(Nodes.LISTENER);
    return direct;
  }
}
