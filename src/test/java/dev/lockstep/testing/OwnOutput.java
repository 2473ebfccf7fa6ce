package dev.lockstep.testing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * Gives a class of tests what it printed and logged itself, and nothing of the classes beside it:
 * what was printed before the first test, and by the test that runs with those beside it.
 */
public final class OwnOutput
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Map<Class<?>, Printed> PRINTED = new ConcurrentHashMap<>();

  static {
    System.setOut(new PrintStream(new Copied(System.out, true), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new Copied(System.err, false), true, StandardCharsets.UTF_8));
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    PRINTED.put(tests.getRequiredTestClass(), new Printed());
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    printed(test).testBegins();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    printed(test).testEnds();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    PRINTED.remove(tests.getRequiredTestClass());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == CapturedOutput.class;
  }

  @Override
  public CapturedOutput resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return printed(test);
  }

  private static Printed printed(ExtensionContext test) {
    Printed printed = PRINTED.get(test.getRequiredTestClass());
    if (printed == null) {
      throw new IllegalStateException("@ExtendWith(OwnOutput.class) belongs on the class");
    }
    return printed;
  }

  /** Goes where it went, and to the class that prints it. */
  private static final class Copied extends OutputStream {

    private final PrintStream shown;
    private final boolean isOut;

    Copied(PrintStream shown, boolean isOut) {
      this.shown = shown;
      this.isOut = isOut;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      shown.write(bytes, from, length);
      Class<?> tests = WorkOfTests.current();
      Printed printed = tests == null ? null : PRINTED.get(tests);
      if (printed != null) {
        printed.add(bytes, from, length, isOut);
      }
    }

    @Override
    public void flush() {
      shown.flush();
    }
  }

  private static final class Printed implements CapturedOutput {

    private final Text out = new Text();
    private final Text err = new Text();
    private final Text all = new Text();
    private int running;

    synchronized void add(byte[] bytes, int from, int length, boolean isOut) {
      (isOut ? out : err).write(bytes, from, length);
      all.write(bytes, from, length);
    }

    synchronized void testBegins() {
      if (running++ == 0) {
        List.of(out, err, all).forEach(Text::mark);
      }
    }

    synchronized void testEnds() {
      if (--running == 0) {
        List.of(out, err, all).forEach(Text::cut);
      }
    }

    @Override
    public synchronized String getOut() {
      return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized String getErr() {
      return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized String getAll() {
      return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return getAll();
    }
  }

  private static final class Text extends ByteArrayOutputStream {

    private int before;

    void mark() {
      before = count;
    }

    void cut() {
      count = before;
    }
  }
}
