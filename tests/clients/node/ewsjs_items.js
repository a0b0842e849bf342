// ews-javascript-api keeps a contact, an appointment and a task: made, read, found, changed, deleted.
"use strict";

const ews = require("ews-javascript-api");
const { connect } = require("./ewsjs");

const TIME = (text) => ews.DateTime.Parse(text);

async function items(stage, ask) {
  const service = connect(stage);

  const contact = new ews.Contact(service);
  contact.GivenName = "Anna";
  contact.Surname = "Maier";
  contact.CompanyName = "Example";
  contact.EmailAddresses._setItem(ews.EmailAddressKey.EmailAddress1, new ews.EmailAddress("anna@example.com"));
  await ask("CreateItem", async () => {
    await contact.Save();
    return contact.Id.UniqueId;
  });
  await ask("GetItem", async () => {
    const found = await ews.Contact.Bind(service, contact.Id);
    return { name: found.DisplayName, company: found.CompanyName, filed: found.FileAs };
  });
  contact.CompanyName = "Example & Sons".replace("&", "and"); // the client does not escape it
  await ask("UpdateItem", () => contact.Update(ews.ConflictResolutionMode.AutoResolve));
  await ask("DeleteItem", () => contact.Delete(ews.DeleteMode.HardDelete));

  const meeting = new ews.Appointment(service);
  meeting.Subject = "Lunch";
  meeting.Location = "Canteen";
  meeting.Start = TIME("2026-02-03T12:00:00Z");
  meeting.End = TIME("2026-02-03T13:30:00Z");
  await ask("CreateItem", async () => {
    await meeting.Save(ews.SendInvitationsMode.SendToNone);
    return meeting.Id.UniqueId;
  });
  await ask("FindItem", async () => {
    const view = new ews.CalendarView(TIME("2026-02-03T00:00:00Z"), TIME("2026-02-04T00:00:00Z"));
    const found = await service.FindAppointments(ews.WellKnownFolderName.Calendar, view);
    return found.Items.map((item) => [item.Subject, item.Start.ToISOString(), item.Location]);
  });
  await ask("DeleteItem", () => meeting.Delete(ews.DeleteMode.HardDelete, ews.SendCancellationsMode.SendToNone));

  const task = new ews.Task(service);
  task.Subject = "Paint";
  task.DueDate = TIME("2026-02-03T00:00:00Z");
  await ask("CreateItem", async () => {
    await task.Save();
    return task.Id.UniqueId;
  });
  task.Status = ews.TaskStatus.Completed;
  await ask("UpdateItem", () => task.Update(ews.ConflictResolutionMode.AutoResolve));
  await ask("GetItem", async () => {
    const found = await ews.Task.Bind(service, task.Id);
    return { subject: found.Subject, complete: found.IsComplete, percent: found.PercentComplete };
  });
  await ask("DeleteItem", () =>
    task.Delete(ews.DeleteMode.HardDelete, null, ews.AffectedTaskOccurrence.AllOccurrences),
  );
}

module.exports = { items };
