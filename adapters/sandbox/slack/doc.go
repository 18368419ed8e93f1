// Package slack is a local Slack workspace: the Web API, Socket Mode, signed
// HTTP delivery, files and Block Kit as a bot meets them, and a control API
// through which a page or a test plays the people in it. It is a platform, so
// it knows nothing of the bot that talks to it and may not import it. It keeps
// everything in memory and is stricter than the real service: documented limits
// are refused with Slack's own error names, and a trigger or ticket is good for
// one use.
//
// The platform lives under /slack/, the Web API at /slack/api/<method>. Message
// timestamps and the posting rate follow the story clock; acknowledgements,
// triggers and pings follow real time, as they concern the wire.
//
// The control API, all JSON; a user is named by name ("ana") or id, a channel by
// name ("cases"), by id, or as "@ana" for the bot's direct messages with her. A
// name nobody has joins the workspace and the private channel. Failures answer
// with a status and {"error": words}.
//
//	GET  /sandbox/slack/users             [{"id","name","real_name","member"}]
//	GET  /sandbox/slack/channels          [{"id","name","private","archived","members"}]
//	POST /sandbox/slack/channels          {"name","archived","desk"} → {"id"}: made if there is none; archived or not from now on;
//	                                      with "desk", the one that bots are told of that start from now on
//	GET  /sandbox/slack/channels/{name}   [{"ts","user","text","blocks","layout","buttons","menus","reactions","files","edited","thread"}]
//	GET  /sandbox/slack/files/{id}        the file's bytes
//	POST /sandbox/slack/app               {"scopes": "chat:write,…"}: what the app may do from now on
//	POST /sandbox/slack/say               {"user","channel","thread_ts","text","file":{"name","type","base64"}} → {"ts"}
//	POST /sandbox/slack/edit              {"user","channel","ts","text"} → {"ts"}
//	POST /sandbox/slack/delete            {"user","channel","ts"}
//	POST /sandbox/slack/react             {"user","channel","ts","emoji","remove"}
//	POST /sandbox/slack/unfurl            {"channel","ts"}
//	POST /sandbox/slack/members           {"user","channel","remove"}: joins or leaves
//	POST /sandbox/slack/press             {"user","channel","ts" | "home": true | "view": id, "press","value"} → {"view"} if one opens;
//	                                      "block": id says in which block, where words stand in several;
//	                                      "behind": true presses what the screen of somebody shows who is not in the channel (any more)
//	POST /sandbox/slack/submit            {"user","view","values": {label: value}} → {"errors"} or {"view"} if there are any
//	POST /sandbox/slack/close             {"user","view"}
//	POST /sandbox/slack/command           {"user","channel","command","text"} → {"text","blocks"} of the answer, {"view"} if one opens
//	GET  /sandbox/slack/home/{user}       {"blocks","layout","buttons","menus"}; the first visit, or ?open=1, opens the tab
//	GET  /sandbox/slack/ephemeral/{user}  [{"ts","channel","text","blocks","buttons","menus"}]
//	GET  /sandbox/slack/views/{user}      the form in front of this person: {"view"} or {}
//	POST /sandbox/slack/http              {"events_url","interactive_url","commands_url"}: signed HTTP from now on, all empty: sockets
//
// A view reads {"id","title","submit","inputs":[{"label","type","options","optional"}],"text":[…],"buttons":[…]}.
// Beside the words of its blocks a message or Home carries its layout, for who
// draws it: [{"kind","block","text","literal","facts","buttons":[{"words","style"}],"more":[[words]],"menus"}].
// Values are words: an option's text, a date as 2026-05-31, a time as 09:30, a
// user's name; checkboxes take a list.
//
// Faults are taken by Web API method, and by "upload" and "download" for file
// bytes, "socket" (kinds silent and disconnect, met by the next envelope or
// ping) and "event" (kind duplicate).
package slack
