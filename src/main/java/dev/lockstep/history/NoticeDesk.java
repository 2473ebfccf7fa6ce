package dev.lockstep.history;

import java.util.List;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells people of notices; the steps of route `notices`. */
@Component
public class NoticeDesk {

  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.notice");

  private final Notices notices;

  NoticeDesk(Notices notices) {
    this.notices = notices;
  }

  /** Bursts that are over, for this node to tell. */
  public List<DueNotice> take() {
    return notices.take();
  }

  /** One log line: what calls for somebody as a warning, the rest as information. */
  public void tell(@Body DueNotice notice) {
    switch (notice.kind()) {
      case GOOGLE_CHANGED -> LOG.info(notice.line());
      case CONFLICT, FAILED, BRAKED, CHANNEL_LOST, ACCOUNT_RECONNECT -> LOG.warn(notice.line());
    }
  }

  /** Told, so gone. */
  public void forget(@Body DueNotice notice) {
    notices.forget(notice);
  }

  public void forgetOld() {
    notices.forgetOld();
  }
}
