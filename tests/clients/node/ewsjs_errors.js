// ews-javascript-api is refused each of the seven operations of MS-OXWSMSG and the six of MS-OXWSCEXT.
"use strict";

const ews = require("ews-javascript-api");
const { APP_ID, MANIFEST, connect } = require("./ewsjs.js");

const STRANGER = "stranger@example.com"; // who has no mailbox

// What the client throws; an answer in its place fails the script.
function refusals(ask) {
  return (operation, action) =>
    ask(operation, async () => {
      let answer;
      try {
        answer = await action();
      } catch (problem) {
        if (!problem.Response && !problem.SoapFault && problem.ErrorCode === undefined) throw problem;
        return { code: ews.ServiceError[problem.ErrorCode], text: problem.Message || problem.message };
      }
      throw new Error(`${operation} was not refused: ${JSON.stringify(answer)}`);
    });
}

async function mail(stage, ask) {
  const service = connect(stage);
  const refused = refusals(ask);
  const nowhere = new ews.FolderId("AAAAAA==");
  const shape = new ews.PropertySet(ews.BasePropertySet.IdOnly, [ews.ItemSchema.Subject]);
  const draft = (subject) => {
    const made = new ews.EmailMessage(service);
    made.Subject = subject;
    made.ToRecipients.Add("friend@example.com");
    return made;
  };

  await refused("CreateItem", () => draft("Lost").Save(nowhere));
  const mine = draft("Lunch");
  await ask("CreateItem", () => mine.Save(ews.WellKnownFolderName.Drafts));
  await refused("CopyItem", () => mine.Copy(nowhere));
  await refused("MoveItem", () => mine.Move(nowhere));
  const theirs = await ews.EmailMessage.Bind(service, mine.Id, shape);
  theirs.Subject = "Lunch, moved";
  await theirs.Update(ews.ConflictResolutionMode.AutoResolve);
  mine.Subject = "Lunch, later";
  await refused("UpdateItem", () => mine.Update(ews.ConflictResolutionMode.NeverOverwrite));
  await theirs.Delete(ews.DeleteMode.HardDelete);
  await refused("GetItem", () => ews.EmailMessage.Bind(service, mine.Id, shape));
  const sent = await ask("CreateItem", async () => {
    const made = draft("Twice");
    await made.Save(ews.WellKnownFolderName.Drafts);
    return made.Id.UniqueId;
  });
  const [one, two] = [await reach(sent), await reach(sent)];
  await one.Send();
  await refused("SendItem", () => two.Send());
  await refused("DeleteItem", () => two.Delete(ews.DeleteMode.HardDelete));

  function reach(id) {
    return ews.EmailMessage.Bind(service, new ews.ItemId(id), shape);
  }
}

async function apps(stage, ask) {
  const service = connect(stage);
  const refused = refusals(ask);
  const unknown = APP_ID.replaceAll("5", "6");
  const token = new ews.ClientAccessTokenRequest(unknown, ews.ClientAccessTokenType.CallerIdentity, "");

  await refused("InstallApp", () => service.InstallApp(Buffer.from("<NoApp/>").toString("base64")));
  await ask("GetClientAccessToken", async () => {
    const { Responses } = await service.GetClientAccessToken([token]); // each has its own error; nothing is thrown
    return Responses.map((each) => [ews.ServiceError[each.ErrorCode], each.ErrorMessage]);
  });
  await refused("DisableApp", () => service.DisableApp(unknown, ews.DisableReasonType.NoReason));
  await refused("UninstallApp", () => service.UninstallApp("no GUID"));
  await ask("InstallApp", () => service.InstallApp(Buffer.from(MANIFEST).toString("base64")));
  service.ImpersonatedUserId = new ews.ImpersonatedUserId(ews.ConnectingIdType.SmtpAddress, STRANGER);
  await refused("GetAppManifests", () => service.GetAppManifests());
  await refused("GetAppMarketplaceUrl", () => service.GetAppMarketplaceUrl());
}

module.exports = { mail, apps };
