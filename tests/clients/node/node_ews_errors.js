// node-ews is refused the EWS operations of MS-OXWUMS and the thirteen of MS-OXWSCOS. A response message that
// says Error is an answer like another one to it; it throws for a fault alone.
"use strict";

const { DIAL_STRING, connect, id } = require("./node_ews.js");

const STRANGER = "stranger@example.com"; // who has no mailbox
const BARRED = "+19005550123"; // which the dialing rules do not allow
const NOBODY = id("AAAAAA==");

const AS_STRANGER = {
  "t:RequestServerVersion": { attributes: { Version: "Exchange2013" } },
  "t:ExchangeImpersonation": { "t:ConnectingSID": { "t:PrimarySmtpAddress": STRANGER } },
};

function refusals(stage, ask) {
  const run = connect(stage, stage.folder);
  return (operation, content, { action = operation, header } = {}) =>
    ask(operation, async () => {
      let answer;
      try {
        answer = await run(action, content, header);
      } catch (problem) {
        return { text: problem.message };
      }
      const said = answer.ResponseMessages ? Object.values(answer.ResponseMessages)[0] : answer;
      if (said.attributes.ResponseClass !== "Error") throw new Error(`${operation}: ${JSON.stringify(answer)}`);
      return answer;
    });
}

async function voicemail(stage, ask) {
  const refused = refusals(stage, ask);
  const play = { action: "PlayOnPhone" };
  await refused("PlayOnPhone2", { ItemId: NOBODY, DialString: DIAL_STRING }, play);
  await refused("PlayOnPhone2", { ItemId: id(stage.message), DialString: BARRED }, play);
  await refused("GetPhoneCallInformation", { PhoneCallId: id("no-such-call") });
  await refused("DisconnectPhoneCall", { PhoneCallId: id("no-such-call") });
}

async function contacts(stage, ask) {
  const run = connect(stage, stage.folder);
  const refused = refusals(stage, ask);
  const add = (operation, content) => ask(operation, () => run(operation, content));
  const group = async (name) => (await add("AddImGroup", { DisplayName: name })).ImGroup.ExchangeStoreId.attributes.Id;

  await refused("GetImItemList", {}, { header: AS_STRANGER });
  await refused("SetImListMigrationCompleted", { ImListMigrationCompleted: true }, { header: AS_STRANGER });
  const friends = await group("Friends");
  const work = await group("Work");
  await refused("SetImGroup", { GroupId: id(work), NewDisplayName: "Friends" });
  await refused("AddNewImContactToGroup", { ImAddress: "bert@example.com", GroupId: NOBODY });
  await refused("AddNewTelUriContactToGroup", {
    TelUriAddress: "tel:+14255550123",
    ImContactSipUriAddress: "sip:bert@example.com",
    ImTelephoneNumber: "+14255550123",
    GroupId: NOBODY,
  });
  const anna = await add("AddNewImContactToGroup", { ImAddress: "anna@example.com", GroupId: id(friends) });
  const contact = id(anna.Persona.EmailAddress.ItemId.attributes.Id);
  await refused("AddImContactToGroup", { ContactId: contact, GroupId: NOBODY });
  await refused("AddDistributionGroupToImList", { SmtpAddress: "team", DisplayName: "Team" });
  await refused("GetImItems", { GroupIds: { "t:ItemId": NOBODY } });
  await refused("RemoveImContactFromGroup", { ContactId: contact, GroupId: id(work) });
  await refused("RemoveDistributionGroupFromImList", { GroupId: id(work) });
  await refused("RemoveContactFromImList", { ContactId: NOBODY });
  await refused("RemoveImGroup", { GroupId: NOBODY });
  for (let number = 3; number <= 64; number++) await group(`Group ${number}`);
  await refused("AddImGroup", { DisplayName: "One too many" });
}

module.exports = { voicemail, contacts };
