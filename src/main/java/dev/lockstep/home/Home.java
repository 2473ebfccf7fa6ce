package dev.lockstep.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The directory with the user's {@code routes/} and {@code config/}. */
public record Home(Path directory) {

  /** The one that the setting {@code lockstep.home} names. */
  public static Home of(Environment environment) {
    return new Home(Path.of(environment.getProperty("lockstep.home", ".")));
  }

  /**
   * The user's files of a folder and what lies below it.
   *
   * @param folder for instance {@code config/syncs}
   * @param suffix for instance {@code .yaml}
   * @return by path below the folder
   */
  public Map<String, Resource> theirs(String folder, String suffix) {
    Path root = directory.resolve(folder);
    Map<String, Resource> found = new TreeMap<>();
    if (!Files.isDirectory(root)) {
      return found;
    }
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(suffix) && Files.isRegularFile(file))
          .forEach(
              file ->
                  found.put(
                      root.relativize(file).toString().replace('\\', '/'),
                      new FileSystemResource(file.normalize())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** The same for the files that come with the application. */
  public static Map<String, Resource> ours(String folder, String suffix) {
    String inside = "/" + folder + "/";
    Map<String, Resource> found = new TreeMap<>();
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:" + folder + "/**/*" + suffix)) {
        String url = file.getURL().toString();
        found.put(url.substring(url.lastIndexOf(inside) + inside.length()), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Both; of two with one path the user's. */
  public Map<String, Resource> files(String folder, String suffix) {
    Map<String, Resource> all = ours(folder, suffix);
    all.putAll(theirs(folder, suffix));
    return all;
  }
}
