package dev.lockstep.cli;

import dev.lockstep.engine.Refused;
import dev.lockstep.logs.DatabaseFailure;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command line: what the first words of a call start. */
@Command(
    name = "lockstep",
    description = "Keeps PostgreSQL tables in step with Google Calendar and Google Sheets.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Commands.Version.class,
    exitCodeOnInvalidInput = Commands.INPUT_AT_FAULT,
    exitCodeOnExecutionException = Commands.ENVIRONMENT_AT_FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the input is at fault", "2:the environment is at fault"},
    footerHeading = "%n",
    footer = "Settings are given as --name=value too, for instance --server.port=8081.",
    subcommands = {
      Validate.class,
      PlanCommand.class,
      Resync.class,
      Status.class,
      SyncCommands.PauseSync.class,
      SyncCommands.ResumeSync.class,
      SyncCommands.Approve.class,
      SyncCommands.Discard.class,
      Looks.Conflicts.class,
      Resolve.class,
      Looks.HistoryOf.class,
      Restore.class,
      DeadLetterCommands.ListThem.class,
      DeadLetterCommands.Replay.class,
      DeadLetterCommands.Skip.class,
      TokenCommands.class,
      SandboxCommand.class,
      Uninstall.class
    })
public final class Commands {

  static final int DONE = 0;
  static final int INPUT_AT_FAULT = 1;
  static final int ENVIRONMENT_AT_FAULT = 2;

  /** `--server.port=8081`: a setting of Spring's, not an option of a command. */
  private static final Predicate<String> SETTING =
      Pattern.compile("--[\\w-]+(\\.[\\w\\[\\]-]+)+(=.*)?").asMatchPredicate();

  private static final List<String> LIBRARIES =
      List.of(
          "org.apache",
          "org.springframework",
          "org.postgresql",
          "org.flywaydb",
          "io.netty",
          "io.vertx");

  private final Settings settings;
  private final Class<?> application;
  private final List<String> arguments;

  private Commands(Settings settings, Class<?> application, List<String> arguments) {
    this.settings = settings;
    this.application = application;
    this.arguments = arguments;
  }

  /** The application's parts for a command that looks; nothing of it runs. */
  LookingContext looking() {
    return LookingContext.start(application, arguments);
  }

  /** What the call and the environment say beside the command's own options. */
  Settings settings() {
    return settings;
  }

  /** Who calls, as the history names them. */
  static String who() {
    return "command line, user '%s'".formatted(System.getProperty("user.name"));
  }

  /**
   * Runs one command to its end.
   *
   * @param application the class that Spring starts from
   * @return the exit code
   */
  public static int run(Class<?> application, String... args) {
    List<String> settings = Arrays.stream(args).filter(SETTING).toList();
    String[] words = Arrays.stream(args).filter(SETTING.negate()).toArray(String[]::new);
    Serve serve = new Serve(application, settings);
    CommandLine line = line(application, settings, serve);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println(DatabaseFailure.words(failure));
          return failure instanceof InputFault || failure instanceof Refused
              ? INPUT_AT_FAULT
              : ENVIRONMENT_AT_FAULT;
        });
    if (words.length == 0) {
      return serve.call();
    }
    if (!words[0].equals("serve")) {
      quiet();
    }
    return line.execute(words);
  }

  /** Every command, without any settings. */
  static CommandLine line(Class<?> application) {
    return line(application, List.of(), new Serve(application, List.of()));
  }

  private static CommandLine line(Class<?> application, List<String> settings, Serve serve) {
    Commands commands =
        new Commands(new Settings(settings, System.getenv()), application, settings);
    return new CommandLine(commands).addSubcommand(serve).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** What a command has to say is its output; libraries tell only of trouble. */
  private static void quiet() {
    LoggingSystem logging = LoggingSystem.get(Commands.class.getClassLoader());
    LIBRARIES.forEach(library -> logging.setLogLevel(library, LogLevel.WARN));
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {
        "lockstep " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
      };
    }
  }
}
