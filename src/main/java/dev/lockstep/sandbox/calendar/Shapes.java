package dev.lockstep.sandbox.calendar;

/** Every field that Google's Calendar resources have, as masks: what {@code fields} may select. */
final class Shapes {

  private static final String TIME = "(date,dateTime,timeZone)";
  private static final String PERSON = "(id,email,displayName,self)";
  private static final String REMINDERS = "(method,minutes)";

  static final String EVENT =
      "kind,etag,id,status,htmlLink,created,updated,summary,description,location,colorId,creator"
          + PERSON
          + ",organizer"
          + PERSON
          + ",start"
          + TIME
          + ",end"
          + TIME
          + ",endTimeUnspecified,recurrence,recurringEventId,originalStartTime"
          + TIME
          + ",transparency,visibility,iCalUID,sequence"
          + ",attendees(id,email,displayName,organizer,self,resource,optional,responseStatus"
          + ",comment,additionalGuests),attendeesOmitted"
          + ",extendedProperties(private(*),shared(*)),hangoutLink,conferenceData(*),gadget(*)"
          + ",anyoneCanAddSelf,guestsCanInviteOthers,guestsCanModify,guestsCanSeeOtherGuests"
          + ",privateCopy,locked,reminders(useDefault,overrides"
          + REMINDERS
          + "),source(url,title),workingLocationProperties(*),outOfOfficeProperties(*)"
          + ",focusTimeProperties(*),attachments(fileUrl,title,mimeType,iconLink,fileId)"
          + ",birthdayProperties(*),eventType";

  static final String EVENTS =
      "kind,etag,summary,description,updated,timeZone,accessRole,defaultReminders"
          + REMINDERS
          + ",nextPageToken,nextSyncToken,items("
          + EVENT
          + ")";

  private static final String CONFERENCES = "conferenceProperties(allowedConferenceSolutionTypes)";

  static final String CALENDAR =
      "kind,etag,id,summary,description,location,timeZone,dataOwner,autoAcceptInvitations,"
          + CONFERENCES;

  static final String LIST_ENTRY =
      "kind,etag,id,summary,description,location,timeZone,dataOwner,summaryOverride,colorId"
          + ",backgroundColor,foregroundColor,hidden,selected,accessRole,defaultReminders"
          + REMINDERS
          + ",notificationSettings(notifications(type,method)),primary,deleted"
          + ",autoAcceptInvitations,"
          + CONFERENCES;

  static final String LIST = list(LIST_ENTRY);
  static final String RULE = "kind,etag,id,scope(type,value),role";
  static final String RULES = list(RULE);
  static final String SETTING = "kind,etag,id,value";
  static final String SETTINGS = list(SETTING);
  static final String CHANNEL =
      "kind,id,resourceId,resourceUri,token,expiration,type,address,payload,params(*)";

  private Shapes() {}

  private static String list(String item) {
    return "kind,etag,nextPageToken,nextSyncToken,items(" + item + ")";
  }
}
