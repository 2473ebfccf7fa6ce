package dev.lockstep.google;

/** Which quota a request counts against. */
enum Turn {
  CALENDAR {
    @Override
    Api api(String method) {
      return Api.CALENDAR;
    }
  },
  SHEETS {
    @Override
    Api api(String method) {
      return method.equals("GET") ? Api.SHEETS_READ : Api.SHEETS_WRITE;
    }
  },
  DRIVE {
    @Override
    Api api(String method) {
      return Api.DRIVE;
    }
  };

  abstract Api api(String method);
}
