// ews-javascript-api is told what happens in the inbox: it pulls, and it listens.
"use strict";

const ews = require("ews-javascript-api");
const { connect } = require("./ewsjs");

const INBOX = () => [new ews.FolderId(ews.WellKnownFolderName.Inbox)];
const EVENTS = [ews.EventType.NewMail, ews.EventType.Created, ews.EventType.Modified, ews.EventType.Moved];
const named = (events) => events.map((event) => [ews.EventType[event.EventType], event.constructor.name]);

async function notifications(stage, ask) {
  const service = connect(stage);
  const news = async (subject) => {
    const message = new ews.EmailMessage(service);
    message.Subject = subject;
    message.ToRecipients.Add(stage.user);
    await message.Send();
  };

  let pulling;
  await ask("Subscribe", async () => {
    pulling = await service.SubscribeToPullNotifications(INBOX(), 5, null, ...EVENTS);
  });
  await ask("GetEvents", async () => named((await pulling.GetEvents()).AllEvents));
  await news("Pulled");
  await ask("GetEvents", async () => named((await pulling.GetEvents()).AllEvents));
  await ask("Unsubscribe", () => pulling.Unsubscribe());
  await ask("GetEvents", () =>
    pulling.GetEvents().then(
      () => "there is still a subscription",
      (problem) => ews.ServiceError[problem.ErrorCode],
    ),
  );

  const listening = await service.SubscribeToStreamingNotifications(INBOX(), ...EVENTS);
  await news("Streamed");
  await ask("GetStreamingEvents", () => told(service, listening, stage));
  await ask("Unsubscribe", () => listening.Unsubscribe());
}

// What a connection of a minute tells; the server ends it by its clock. The client reads one message of what
// comes in one piece, and the next one when more comes: the end has to wait until the heartbeat has let it read.
async function told(service, subscription, stage) {
  const connection = new ews.StreamingSubscriptionConnection(service, 1);
  const events = [];
  let ended = "";
  connection.AddSubscription(subscription);
  connection.OnNotificationEvent.push((_, notification) => events.push(...named(notification.Events)));
  connection.OnSubscriptionError.push((_, error) => (ended = String(error.Exception)));
  connection.OnDisconnect.push((_, error) => (ended = error.Exception ? String(error.Exception) : "in peace"));
  connection.Open().catch((problem) => (ended = String(problem)));
  let moved = 0;
  for (let turn = 0; turn < 1000 && !ended; turn++) {
    if (connection.IsOpen && (moved < 50 || events.length || turn > 500)) moved += await stage.advance(5);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { events, ended };
}

module.exports = { notifications };
