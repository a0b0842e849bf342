// node-ews keeps a contact, an appointment and a task: made, read, deleted.
"use strict";

const { connect } = require("./node_ews");

const KINDS = {
  Contact: {
    "t:GivenName": "Anna",
    "t:EmailAddresses": { "t:Entry": { attributes: { Key: "EmailAddress1" }, $value: "anna@example.com" } },
    "t:Surname": "Maier",
  },
  CalendarItem: { "t:Subject": "Lunch", "t:Start": "2026-02-03T12:00:00Z", "t:End": "2026-02-03T13:30:00Z" },
  Task: { "t:Subject": "Paint", "t:DueDate": "2026-02-03T00:00:00Z", "t:Status": "InProgress" },
};

async function items(stage, ask) {
  const run = connect(stage, stage.folder);
  for (const [kind, item] of Object.entries(KINDS)) {
    const made = await ask("CreateItem", () =>
      run("CreateItem", { attributes: { SendMeetingInvitations: "SendToNone" }, Items: { [`t:${kind}`]: item } }),
    );
    const handle = made.ResponseMessages.CreateItemResponseMessage.Items[kind].ItemId.attributes;
    const ids = { "t:ItemId": { attributes: handle } };
    await ask("GetItem", () => run("GetItem", { ItemShape: { "t:BaseShape": "AllProperties" }, ItemIds: ids }));
    const how = {
      DeleteType: "HardDelete",
      SendMeetingCancellations: "SendToNone",
      AffectedTaskOccurrences: "AllOccurrences",
    };
    // The second time there is none: it is refused, and so is reading it.
    for (let n = 0; n < 2; n += 1) {
      await ask("DeleteItem", () => run("DeleteItem", { attributes: how, ItemIds: ids }));
    }
    await ask("GetItem", () => run("GetItem", { ItemShape: { "t:BaseShape": "IdOnly" }, ItemIds: ids }));
  }
  // Whoever makes an appointment says whom to tell.
  await ask("CreateItem", () => run("CreateItem", { Items: { "t:CalendarItem": KINDS.CalendarItem } }));
}

module.exports = { items };
