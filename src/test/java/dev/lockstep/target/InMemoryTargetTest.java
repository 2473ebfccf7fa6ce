package dev.lockstep.target;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;

class InMemoryTargetTest extends TargetContract {

  private final InMemoryTarget target = new InMemoryTarget("test-instance", 2);
  private final PartitionKey partition = new PartitionKey("visits", "1", "primary");

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected PartitionKey partition() {
    return partition;
  }

  @Override
  protected Person person() {
    return new Person() {
      @Override
      public String creates(Fields fields) {
        return target.create(partition, fields);
      }

      @Override
      public void edits(String remoteId, Fields changes) {
        target.edit(partition, remoteId, changes);
      }

      @Override
      public void deletes(String remoteId) {
        target.remove(partition, remoteId);
      }
    };
  }

  @Override
  protected void cursorsExpire() {
    target.expireCursors();
  }

  @Override
  protected void nextCallIsRefusedForItsRate() {
    target.nextCall(InMemoryTarget.Fault.QUOTA);
  }

  @Override
  protected void anAnswerIsLost() {
    target.nextCall(InMemoryTarget.Fault.APPLY_THEN_DROP);
  }
}
