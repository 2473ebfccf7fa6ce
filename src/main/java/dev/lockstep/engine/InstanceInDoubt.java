package dev.lockstep.engine;

/**
 * This database may not be the one that wrote what is at Google: nothing is written until asked.
 */
public class InstanceInDoubt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InstanceInDoubt(String message) {
    super(message);
  }
}
