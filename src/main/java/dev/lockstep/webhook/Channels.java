package dev.lockstep.webhook;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountListener;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.webhook.Channel.State;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Push notification channels as others see them: what is due, what is lost, renew, stop. */
public class Channels implements AccountListener {

  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  private final ChannelTable table;
  private final KnownChannels known;
  private final Watch watch;
  private final ChannelSettings settings;
  private final WebhookAddress address;
  private final ProducerTemplate routes;
  private final BooleanSupplier inCharge;

  Channels(
      ChannelTable table,
      KnownChannels known,
      Watch watch,
      ChannelSettings settings,
      WebhookAddress address,
      ProducerTemplate routes,
      BooleanSupplier inCharge) {
    this.table = table;
    this.known = known;
    this.watch = watch;
    this.settings = settings;
    this.address = address;
    this.routes = routes;
    this.inCharge = inCharge;
  }

  /**
   * What is to be done about channels now; a step of route `channels`. A clone must not stop those
   * of the installation that it was copied from, a node that has only begun or that others have
   * left behind not those of syncs that it does not know.
   */
  public List<? extends Object> due() {
    return address.isKnown() && inCharge.getAsBoolean() ? plan() : List.of();
  }

  private List<ChannelStep> plan() {
    return new ChannelPlan(table.now(), settings).due(watch.wanted(), table.all());
  }

  /** Partitions that polling alone keeps in step, since Google would not open a channel. */
  public Set<PartitionKey> degraded() {
    return new ChannelPlan(table.now(), settings).degraded(table.all());
  }

  /** The account's channels are replaced by new ones with the next look. */
  public void renew(String owner) {
    table.renew(owner);
    LOG.info("account={} channels are renewed", owner);
  }

  /** Tells Google to stop the account's channels; to be called while its tokens are still good. */
  public void stop(String owner) {
    for (Channel channel : table.all()) {
      String resourceId = channel.resourceId();
      if (channel.partition().account().equals(owner)
          && (channel.state() == State.OPEN || channel.state() == State.STOPPING)
          && resourceId != null) {
        routes.sendBody("direct:channel-stop", new ChannelStep.Stop(channel, resourceId));
      }
    }
  }

  /** Without tokens Google cannot be told: what it still delivers is ignored. */
  @Override
  public void stopped(Account account) {
    table.endOfAccount(account.owner(), "the account is " + account.status().word());
    known.forgetAll();
  }

  /** Forgets channels that ended long ago; a step of route `housekeeping`. */
  public void forgetOld() {
    table.forget(settings.keepStopped());
  }
}
