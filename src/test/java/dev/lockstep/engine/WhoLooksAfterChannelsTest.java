package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import dev.lockstep.webhook.Channels;
import org.junit.jupiter.api.Test;

/** Whoever does not know what is kept in step would stop the channels of all of it. */
@SecondApplication
class WhoLooksAfterChannelsTest {

  @Test
  void onlyANodeWithTheNewestDefinitionsThatHasBegunToWork() {
    try (Diaries diaries =
        new Diaries(
            TestDatabase.empty(),
            TestSandbox.start(),
            "lockstep.public-url=http://localhost:1",
            "lockstep.channels.look=0 0 0 1 1 ? 2099")) {
      Channels channels = diaries.lockstep.bean(Channels.class);
      Diaries.Diary watched = diaries.open("watched", "");
      diaries.run();
      watched.writeLinked("one");
      assertThat(channels.due()).as("its channel is not open").hasSize(1);

      diaries
          .jdbc
          .sql("UPDATE lockstep.instance SET definitions_version = definitions_version + 1")
          .update();
      assertThat(channels.due()).as("another node has newer ones").isEmpty();

      diaries.run();
      assertThat(channels.due()).hasSize(1);
      diaries.lockstep.bean(Engine.class).stop();
      assertThat(channels.due()).as("as before its start").isEmpty();
    }
  }
}
