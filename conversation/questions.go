package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
)

// The questions' names where code speaks of them.
const (
	stateLanguage   State = "language"
	stateNotice     State = "notice"
	stateIntent     State = "intent"
	stateCard       State = "card"
	stateNoExpiry   State = "no_expiry"
	stateExpires    State = "expires"
	stateInMexico   State = "in_mexico"
	stateThere      State = "there_at_expiry"
	stateReentered  State = "reentered"
	stateUrgent     State = "urgent"
	stateDecide     State = "decide"
	stateHelpNow    State = "help_now"
	stateRemindIn   State = "remind_place"
	stateRemindOK   State = "remind_ok"
	stateApplicants State = "applicants"
	stateFirstName  State = "first_name"
	stateLastName   State = "last_name"
	stateEmail      State = "email"
	stateTelephone  State = "telephone"
	stateSituation  State = "situation"
	stateMore       State = "more"
	stateReview     State = "review"
	stateSend       State = "send"
	stateUnderstood State = "understood"
)

// Choices that code speaks of.
const (
	choiceAgree   = "agree"
	choiceNo      = "no"
	choiceYes     = "yes"
	choiceLater   = "later"
	choiceSkip    = "skip"
	choiceUnknown = "unknown"
	choiceRight   = "right"
	choiceRemind  = "remind"
	choiceDone    = "done"
)

// noticeVersion names the privacy notice that people agree to. It is raised
// when the words of q.notice.ask change what they agree to.
const noticeVersion = "2026-11"

// questions is the dialogue, in the order in which it is told: the short path,
// the rest that is asked when the person likes, the family, the sending, what the
// papers hold, and what came of it. To add a question, add its literal to one of
// these and its words to both catalogues.
func questions() []Question {
	return slices.Concat(opening(), whereabouts(), contact(), rest(), family(), sending(), papers(), ownVisit(), outcome())
}

// opening is what everybody is asked first.
func opening() []Question {
	return []Question{
		{
			State: stateLanguage, Fixed: true, Columns: 2, Args: welcomeArgs,
			Choices: []string{string(locale.English), string(locale.Spanish)},
			Then:    setLanguage,
			Next:    []Branch{{To: stateNotice}},
		}, {
			State: stateNotice, Fixed: true, Args: serviceArgs,
			Choices: []string{choiceAgree, choiceNo},
			Then:    noticed,
			Next:    []Branch{{If: "declined", To: Home}, {To: stateIntent}},
		}, {
			State:   stateIntent,
			Choices: []string{"help", "check", choiceRemind},
			Next:    []Branch{{To: stateCard}},
		}, {
			State:   stateCard,
			Choices: []string{"temporary", "student", "permanent_minor", "permanent"},
			Next:    []Branch{{If: "never_expires", To: stateNoExpiry}, {To: stateExpires}},
		}, {
			State:   stateNoExpiry,
			Choices: []string{"ask", choiceDone},
			Then:    farewell,
			Next:    []Branch{{If: "satisfied", To: Home}, {To: stateFirstName}},
		}, {
			State: stateExpires, Date: true,
			Read: readExpiry, Show: showDate,
			Then: dated,
			Next: []Branch{{To: stateInMexico}},
		},
	}
}

// whereabouts leads to the assessment, and to those who want no more than that
// or reminders.
func whereabouts() []Question {
	return []Question{
		{
			State:   stateInMexico,
			Choices: []string{choiceYes, choiceNo},
			Next:    []Branch{{To: stateThere}},
		}, {
			State: stateThere, When: []string{"expired"},
			Choices: []string{choiceYes, choiceNo},
			Next:    []Branch{{To: stateReentered}},
		}, {
			State: stateReentered, Date: true, When: []string{"expired", "came_back"},
			Choices: []string{choiceUnknown},
			Read:    readReentered, Show: showDate,
			Next: []Branch{{To: stateUrgent}},
		}, {
			State: stateUrgent, Tick: true, When: []string{"pressing"}, Args: serviceArgs,
			Choices: []string{choiceYes, choiceLater},
			Asked:   alertWithoutName, Then: passUrgent,
			Next: []Branch{{To: stateDecide}},
		}, {
			State: stateDecide, When: []string{"only_checking", "not_sent", "reminders_ahead"},
			Choices: []string{"help", choiceRemind, choiceDone},
			Then:    farewell,
			Next:    []Branch{{If: "content", To: Home}, {To: stateHelpNow}},
		}, {
			State: stateHelpNow, When: []string{"no_help_asked", "not_sent", "nothing_ahead"},
			Choices: []string{"help", choiceDone},
			Then:    farewell,
			Next:    []Branch{{If: "no_help_wanted", To: Home}, {To: stateRemindIn}},
		}, {
			State: stateRemindIn, When: []string{"reminding", "not_sent", "reminders_ahead"},
			Choices: []string{choiceSkip},
			Read:    readPlace, Show: showAsIs,
			Next: []Branch{{To: stateRemindOK}},
		}, {
			State: stateRemindOK, Tick: true, When: []string{"reminding", "not_sent", "reminders_ahead"}, Args: windowArgs,
			Choices: []string{choiceYes, choiceNo},
			Then:    watch,
			Next:    []Branch{{If: "reminding", To: stateOwnVisit}, {To: stateApplicants}},
		},
	}
}

// contact is what a request cannot do without.
func contact() []Question {
	return []Question{
		{
			State: stateApplicants, Columns: 2,
			Choices: []string{"1", "2", "3", "4"},
			Read:    readApplicants, Show: showAsIs,
			Next: []Branch{{To: stateFirstName}},
		}, {
			State: stateFirstName,
			Read:  readName, Show: showAsIs,
			Next: []Branch{{To: stateLastName}},
		}, {
			State: stateLastName,
			Read:  readName, Show: showAsIs,
			Next: []Branch{{To: stateEmail}},
		}, {
			State: stateEmail,
			Read:  readEmail, Show: showAsIs,
			Next: []Branch{{To: stateTelephone}},
		}, {
			State: stateTelephone, Keyboard: true,
			Read: readTelephone, Show: showTelephone,
			Next: []Branch{{To: stateSituation}},
		}, {
			State:   stateSituation,
			Choices: []string{choiceSkip},
			Read:    readSituation, Show: showAsIs,
			Next: []Branch{{To: stateMore}},
		},
	}
}

// sending ends the dialogue: everything once more, the limits, the yes that
// passes the details on.
func sending() []Question {
	return []Question{
		{
			State: stateReview, Tick: true, When: []string{"not_sent"}, Args: reviewArgs,
			Choices: []string{choiceRight},
			Then:    func(t *turn, _ string) { t.consent(consentLimits, true) },
			Next:    []Branch{{To: stateSend}},
		}, {
			State: stateSend, Tick: true, When: []string{"not_sent"}, Args: serviceArgs,
			Choices: []string{choiceYes, choiceLater},
			Then:    send,
			Next:    []Branch{{To: stateUnderstood}},
		}, {
			// Who was passed on at once has not seen the review, and the limits in it.
			State: stateUnderstood, Tick: true, When: []string{"passed_at_once"},
			Choices: []string{choiceAgree},
			Then:    func(t *turn, _ string) { t.consent(consentLimits, true) },
			Next:    []Branch{{To: statePapers}},
		},
	}
}

// farewell answers somebody who wants no more for now.
func farewell(t *turn, value string) {
	if value == choiceDone {
		t.say("farewell", nil)
	}
}

func serviceArgs(t *turn) locale.Args {
	return locale.Args{"Service": t.service.Name}
}

func welcomeArgs(t *turn) locale.Args {
	return locale.Args{"Service": t.service.Name, "Principal": t.service.Fees.Principal, "Additional": t.service.Fees.Additional}
}

func windowArgs(t *turn) locale.Args {
	w := t.window()
	return locale.Args{"Opens": locale.Long(w.Opens), "Expires": locale.Long(w.Closes), "Open": !t.today().Before(w.Opens)}
}

func reviewArgs(t *turn) locale.Args {
	return locale.Args{"Summary": t.summaryHTML()}
}
