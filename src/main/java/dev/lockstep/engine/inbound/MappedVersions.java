package dev.lockstep.engine.inbound;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The mapping table as Camel's memory of what was seen: a remote record whose version is the one a
 * settled mapping holds is an echo of our own write (PROTOCOL 6.5). Only a filter: the merge alone
 * decides what is right.
 *
 * <p>Nothing is added here; a version is remembered by the transaction that merges it.
 */
@Component("mappedVersions")
class MappedVersions extends ServiceSupport implements IdempotentRepository {

  private static final String KNOWN =
      """
      SELECT EXISTS (
          SELECT 1
          FROM lockstep.sync_mapping
          WHERE sync = :sync
            AND account = :account
            AND remote_id = :remoteId
            AND sending IS NULL
            AND (etag = :version OR remote_updated > CAST(:updated AS timestamptz)))
      """;

  private final JdbcClient jdbc;

  MappedVersions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** True where the version is news. */
  @Override
  public boolean add(String versionId) {
    return !contains(versionId);
  }

  @Override
  public boolean contains(String versionId) {
    VersionId version = VersionId.parse(versionId);
    return jdbc.sql(KNOWN)
        .param("sync", version.sync())
        .param("account", version.account())
        .param("remoteId", version.remoteId())
        .param("version", version.version())
        .param("updated", version.updated())
        .query(Boolean.class)
        .single();
  }

  @Override
  public boolean remove(String versionId) {
    return true;
  }

  @Override
  public boolean confirm(String versionId) {
    return true;
  }

  @Override
  public void clear() {
    // The mappings are the engine's, not this filter's, to forget.
  }
}
