package dev.lockstep.engine.inbound;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the parts of a split come together again in the inbound route. */
@Configuration(proxyBeanMethods = false)
class Collected {

  private static final String NEWS = "news";
  private static final String GATHERED = "lockstepGathered";

  /** The page with only those items that the echo filter let through. */
  @Bean
  AggregationStrategy newsOnly() {
    return new AggregationStrategy() {
      @Override
      public Exchange aggregate(@Nullable Exchange before, Exchange part) {
        return part;
      }

      @Override
      public Exchange aggregate(@Nullable Exchange before, Exchange part, Exchange whole) {
        Gathered gathered =
            before == null ? new Gathered() : before.getProperty(GATHERED, Gathered.class);
        if (part.getProperty(NEWS) == null) {
          gathered.echoes++;
        } else {
          gathered.news.add(part.getMessage().getBody(Listed.Seen.class));
        }
        Exchange answer = before == null ? part : before;
        answer.setProperty(GATHERED, gathered);
        return answer;
      }

      @Override
      public void onCompletion(@Nullable Exchange gathered, Exchange whole) {
        if (gathered == null) {
          return; // An empty page: there was nothing to split.
        }
        Listed page = whole.getMessage().getBody(Listed.class);
        Gathered found = gathered.getProperty(GATHERED, Gathered.class);
        // What stays on the exchange would be copied to every part of the next page.
        gathered.removeProperty(GATHERED);
        gathered.removeProperty(NEWS);
        if (page != null && found != null) {
          gathered.getMessage().setBody(page.with(found.news, found.echoes));
        }
      }
    };
  }

  /** What the last part gave. */
  @Bean
  AggregationStrategy lastPart() {
    return (before, part) -> part;
  }

  /** The pull that gave way; a pass that failed meanwhile ends it too, its cursor unmoved. */
  @Bean
  AggregationStrategy pullGoesOn() {
    return (pull, pass) -> {
      if (pass != null && pass.getProperty(Exchange.EXCEPTION_CAUGHT) != null) {
        pull.setProperty(Exchange.EXCEPTION_CAUGHT, pass.getProperty(Exchange.EXCEPTION_CAUGHT));
        pull.getMessage().setBody(pull.getMessage().getBody(Pull.class).brokenOff());
      }
      return pull;
    };
  }

  private static final class Gathered {
    private final List<Listed.Seen> news = new ArrayList<>();
    private int echoes;
  }
}
