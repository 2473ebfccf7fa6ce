package dev.lockstep.kill;

import dev.lockstep.Lockstep;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.GrantedTokens;
import dev.lockstep.google.AccessToken;
import dev.lockstep.testing.WatchedCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.NamedNode;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * What the killed process runs: the application with fail points laid round every step of its
 * routes and every call to Google. It does what its standard input says, and ends with it.
 *
 * <pre>
 * before:STEP   after:STEP           a bean or call of a route, by its id
 * call:METHOD PATH                   before a request goes out; PATH is the last part of its path
 * answer:METHOD PATH                 its answer is there, and nobody has looked at it
 * </pre>
 */
final class Victim {

  /** First word of the lines in which it answers. */
  static final String SAYS = "victim:";

  private Victim() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("io.netty.noUnsafe", "true");
    FailPoints points = new FailPoints();
    String first = System.getProperty("kill.at", "");
    if (!first.isEmpty()) {
      points.arm(first, 1);
    }
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Lockstep.class, Wiring.class)
            .profiles("sandbox")
            .initializers(
                starting -> starting.getBeanFactory().registerSingleton("failPoints", points))
            .run(arguments);
    say("ready");
    obey(context, points);
    // Whoever started it is gone.
    Runtime.getRuntime().halt(FailPoints.HALTED);
  }

  private static void obey(ConfigurableApplicationContext context, FailPoints points)
      throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split("\t");
      switch (words[0]) {
        case "arm" -> points.arm(words[1], Integer.parseInt(words[2]));
        case "freeze" -> points.freezeAt(words[1]);
        case "connect" ->
            context
                .getBean(Accounts.class)
                .connect(
                    words[1],
                    new GrantedTokens(
                        new AccessToken(words[2], Instant.parse(words[4])),
                        words[3],
                        Set.of("https://www.googleapis.com/auth/calendar")));
        default -> throw new IllegalArgumentException(order);
      }
      say("done");
    }
  }

  static void say(String word) {
    System.out.println(SAYS + word);
  }

  /** Named as a source of this process alone: nothing finds it by scanning. */
  static final class Wiring {

    @Bean
    static BeanPostProcessor watchedCalls(FailPoints points) {
      return WatchedCalls.by(
          (request, entity, context) -> {
            context.setAttribute("kill.request", named(request));
            points.reached("call:" + named(request));
          },
          (response, entity, context) ->
              points.reached("answer:" + context.getAttribute("kill.request")));
    }

    /**
     * Ids are left out: `PATCH events`, `POST :batchUpdate`; a channel is no event: `POST watch`.
     */
    private static String named(HttpRequest request) {
      String path =
          request
              .getPath()
              .replaceFirst("\\?.*", "")
              .replaceFirst("/events/(?!watch$).+", "/events")
              .replaceFirst("/spreadsheets/[^/:]+:", "/spreadsheets/:");
      return request.getMethod() + " " + path.substring(path.lastIndexOf('/') + 1);
    }

    @Bean
    InterceptStrategy watchedSteps(FailPoints points) {
      return (camel, definition, target, next) ->
          isStep(definition)
              ? exchange -> {
                points.reached("before:" + definition.getId());
                target.process(exchange);
                if (exchange.getException() == null) {
                  points.reached("after:" + definition.getId());
                }
              }
              : target;
    }

    private static boolean isStep(NamedNode definition) {
      return definition instanceof BeanDefinition || definition instanceof ToDefinition;
    }
  }
}
