package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccessTokens;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import io.github.bucket4j.TimeMeter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@SecondApplication
class ApiLimitsTest {

  private long now;

  private final ApiLimits limits =
      new ApiLimits(
          60,
          2,
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now;
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          });

  @Test
  void someMayComeAtOnceAndThenAsManyAsThePaceAllows() {
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isEqualTo(1);
    assertThat(limits.look("a")).isEqualTo(1);
    assertThat(limits.take("b")).as("another").isZero();
    now += Duration.ofSeconds(1).toNanos();
    assertThat(limits.look("a")).isZero();
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isEqualTo(1);
  }

  @Test
  void whoCallsTooOftenOrGuessesIsToldWhenToComeBack() {
    try (TestSandbox sandbox = TestSandbox.start();
        RunningLockstep lockstep =
            RunningLockstep.start(
                TestDatabase.empty(),
                sandbox,
                "lockstep.api.requests-per-minute=20",
                "lockstep.api.failures-per-minute=3")) {
      AccessTokens tokens = lockstep.bean(AccessTokens.class);
      String one = tokens.create("one", List.of("read"), null).token();
      String two = tokens.create("two", List.of("read"), null).token();
      ApiClient api = new ApiClient(lockstep.port(), one);
      assertThat(api.get("/api/v1/queue").statusCode()).isEqualTo(200);
      assertThat(api.get("/api/v1/queue").statusCode()).isEqualTo(200);
      tooMany(api.get("/api/v1/queue"));
      assertThat(api.with(two).get("/api/v1/queue").statusCode()).as("another").isEqualTo(200);

      for (int i = 0; i < 3; i++) {
        assertThat(api.with("ls_guess" + i).get("/api/v1/queue").statusCode()).isEqualTo(401);
      }
      tooMany(api.with("ls_guess").get("/api/v1/queue"));
      tooMany(api.with(null).get("/api/v1/queue"));
    }
  }

  private static void tooMany(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(ApiClient.tree(answer).path("type").asText()).endsWith("too-many-requests");
  }
}
