package dev.lockstep.sandbox.sheets.entry;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** Dates as a sheet counts them: days since the 30th of December 1899, time as their fraction. */
public final class Serial {

  private static final LocalDate FIRST = LocalDate.of(1899, 12, 30);
  private static final double MILLIS = 86_400_000;

  private Serial() {}

  public static double of(LocalDate date) {
    return ChronoUnit.DAYS.between(FIRST, date);
  }

  public static double of(LocalDateTime time) {
    return of(time.toLocalDate()) + of(time.toLocalTime());
  }

  public static double of(LocalTime time) {
    return time.toNanoOfDay() / 1_000_000 / MILLIS;
  }

  /** Months and days beyond their end reach into the next year or month. */
  public static double of(int year, int month, int day) {
    int whole = year < 1900 ? year + 1900 : year;
    return of(LocalDate.of(whole, 1, 1).plusMonths(month - 1L).plusDays(day - 1L));
  }

  public static LocalDateTime time(double serial) {
    long millis = Math.round(serial * MILLIS);
    return FIRST.atStartOfDay().plus(Duration.ofMillis(millis));
  }
}
