// node-ews drives the EWS operations of MS-OXWUMS and the thirteen of MS-OXWSCOS. It fetches the service
// description from the server first, as it would from Exchange.
"use strict";

const EWS = require("node-ews");

const DIAL_STRING = "+14255550123";
const VERSION = {
  "t:RequestServerVersion": { attributes: { Version: "Exchange2013" } },
};

function connect({ url, auth, user, password, proxy }, folder) {
  const options = proxy ? { proxy } : {};
  const ews = new EWS({ username: user, password, host: url, auth, temp: folder }, options);
  return (operation, content, header = VERSION) => ews.run(operation, content, header);
}

const id = (value) => ({ attributes: { Id: value } });

async function voicemail(stage, ask) {
  const run = connect(stage, stage.folder);
  const call = await ask("PlayOnPhone2", () =>
    run("PlayOnPhone", { ItemId: id(stage.message), DialString: DIAL_STRING }),
  );
  const handle = { PhoneCallId: id(call.PhoneCallId.attributes.Id) };
  const poll = () => ask("GetPhoneCallInformation", () => run("GetPhoneCallInformation", handle));
  await poll();
  await stage.advance(8);
  await poll();
  await ask("DisconnectPhoneCall", () => run("DisconnectPhoneCall", handle));
  await poll();
  await stage.advance(31.999);
  await poll();
  await stage.advance(0.001);
  await poll();
}

async function contacts(stage, ask) {
  const run = connect(stage, stage.folder);
  const add = (operation, content) => ask(operation, () => run(operation, content));
  await add("GetImItemList", {});
  const group = async (name) => (await add("AddImGroup", { DisplayName: name })).ImGroup.ExchangeStoreId.attributes.Id;
  const friends = await group("Friends");
  const work = await group("Work");
  await add("SetImGroup", { GroupId: id(work), NewDisplayName: "Colleagues" });
  const contact = (answer) => answer.Persona.EmailAddress.ItemId.attributes.Id;
  const anna = contact(
    await add("AddNewImContactToGroup", {
      ImAddress: "anna@example.com",
      DisplayName: "Anna Example",
      GroupId: id(friends),
    }),
  );
  const bert = contact(
    await add("AddNewTelUriContactToGroup", {
      TelUriAddress: "tel:+14255550123",
      ImContactSipUriAddress: "sip:bert@example.com",
      ImTelephoneNumber: "+14255550123",
      GroupId: id(friends),
    }),
  );
  await add("AddImContactToGroup", { ContactId: id(anna), GroupId: id(work) });
  const team = await add("AddDistributionGroupToImList", { SmtpAddress: "team@example.com", DisplayName: "Team" });
  await add("GetImItems", { GroupIds: { "t:ItemId": id(friends) } });
  await add("RemoveImContactFromGroup", { ContactId: id(anna), GroupId: id(work) });
  await add("RemoveDistributionGroupFromImList", { GroupId: id(team.ImGroup.ExchangeStoreId.attributes.Id) });
  await add("RemoveContactFromImList", { ContactId: id(bert) });
  await add("RemoveImGroup", { GroupId: id(friends) });
  await add("SetImListMigrationCompleted", { ImListMigrationCompleted: true });
  await add("GetImItemList", {});
}

module.exports = { DIAL_STRING, connect, id, voicemail, contacts };
