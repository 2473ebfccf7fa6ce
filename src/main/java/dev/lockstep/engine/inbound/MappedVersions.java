package dev.lockstep.engine.inbound;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The mapping table as Camel's memory of what was seen: a remote record whose version is the one a
 * settled mapping holds is an echo of our own write (PROTOCOL 6.5). Only a filter: the merge alone
 * decides what is right.
 *
 * <p>Nothing is added here; a version is remembered by the transaction that merges it. A page's
 * versions are asked for together, before its records pass one by one.
 */
@Component("mappedVersions")
public class MappedVersions extends ServiceSupport implements IdempotentRepository {

  /** Exchange property: what {@link #held} found among the page that is being split. */
  static final String HELD = "heldVersions";

  private static final String KNOWN =
      """
      SELECT asked.id
      FROM unnest(
        CAST(:ids AS text[]), CAST(:syncs AS text[]), CAST(:accounts AS text[]),
        CAST(:remoteIds AS text[]), CAST(:versions AS text[]), CAST(:updated AS timestamptz[]))
        AS asked (id, sync, account, remote_id, version, updated)
      WHERE EXISTS (
          SELECT 1
          FROM lockstep.sync_mapping m
          WHERE m.sync = asked.sync
            AND m.account = asked.account
            AND m.remote_id = asked.remote_id
            AND m.sending IS NULL
            -- what was deleted there and is as it was is there again
            AND m.reason IS DISTINCT FROM 'deleted_at_target'
            AND (m.etag = asked.version OR m.remote_updated > asked.updated))
      """;

  private final JdbcClient jdbc;

  MappedVersions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The versions among a page's that mappings hold already. */
  public Set<String> held(Listed listed) {
    return held(listed.items().stream().map(Listed.Seen::versionId).toList());
  }

  private Set<String> held(Collection<String> versionIds) {
    if (versionIds.isEmpty()) {
      return Set.of();
    }
    List<VersionId> versions = versionIds.stream().map(VersionId::parse).toList();
    return new HashSet<>(
        jdbc.sql(KNOWN)
            .param("ids", versionIds.toArray(String[]::new))
            .param("syncs", column(versions, VersionId::sync))
            .param("accounts", column(versions, VersionId::account))
            .param("remoteIds", column(versions, VersionId::remoteId))
            .param("versions", column(versions, VersionId::version))
            .param("updated", column(versions, VersionId::updated))
            .query(String.class)
            .list());
  }

  private static @Nullable String[] column(
      List<VersionId> versions, Function<VersionId, @Nullable String> of) {
    return versions.stream().map(of).toArray(String[]::new);
  }

  /** True where the version is news. */
  @Override
  public boolean add(Exchange exchange, String versionId) {
    Set<?> held = exchange.getProperty(HELD, Set.class);
    return held == null ? add(versionId) : !held.contains(versionId);
  }

  @Override
  public boolean add(String versionId) {
    return !contains(versionId);
  }

  @Override
  public boolean contains(String versionId) {
    return held(Set.of(versionId)).contains(versionId);
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
