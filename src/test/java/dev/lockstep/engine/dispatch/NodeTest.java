package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeTest {

  @Test
  void aProcessOfThisHostThatIsGoneIsDead() {
    Node here = new Node(ProcessHandle.current().pid(), "here");
    assertThat(new Node(Integer.MAX_VALUE, "here").isDeadOn(here)).isTrue();
    assertThat(new Node(Integer.MAX_VALUE, "elsewhere").isDeadOn(here)).isFalse();
    assertThat(here.isDeadOn(here)).isFalse();
    assertThat(Node.parse("no such form").isDeadOn(here)).isFalse();
    assertThat(Node.parse(here.name())).isEqualTo(here);
  }
}
