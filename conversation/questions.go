package conversation

import "residencyassist/conversation/locale"

// The questions' names where code speaks of them.
const (
	stateLanguage   State = "language"
	stateNotice     State = "notice"
	stateCard       State = "card"
	stateNoExpiry   State = "no_expiry"
	stateExpires    State = "expires"
	stateInMexico   State = "in_mexico"
	stateApplicants State = "applicants"
	stateFirstName  State = "first_name"
	stateLastName   State = "last_name"
	stateEmail      State = "email"
	stateTelephone  State = "telephone"
	stateSituation  State = "situation"
	stateReview     State = "review"
	stateLimits     State = "limits"
	stateSend       State = "send"
)

// Choices that code speaks of.
const (
	choiceAgree = "agree"
	choiceNo    = "no"
	choiceYes   = "yes"
	choiceSkip  = "skip"
)

// noticeVersion names the privacy notice that people agree to. It is raised
// when the words of q.notice.ask change what they agree to.
const noticeVersion = "2026-11"

// questions is the dialogue, in the order in which it is told. To add a
// question, add its literal here and its words to both catalogues.
func questions() []Question {
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
			Next:    []Branch{{If: "declined", To: Home}, {To: stateCard}},
		}, {
			State:   stateCard,
			Choices: []string{"temporary", "student", "permanent_minor", "permanent"},
			Next:    []Branch{{If: "never_expires", To: stateNoExpiry}, {To: stateExpires}},
		}, {
			State:   stateNoExpiry,
			Choices: []string{"ask", "done"},
			Next:    []Branch{{If: "satisfied", To: Home}, {To: stateFirstName}},
		}, {
			State: stateExpires,
			Read:  readExpiry, Show: showDate,
			Then: sayWindow,
			Next: []Branch{{To: stateInMexico}},
		}, {
			State:   stateInMexico,
			Choices: []string{choiceYes, choiceNo},
			Then:    sayAbroad,
			Next:    []Branch{{To: stateApplicants}},
		}, {
			State: stateApplicants, Columns: 2,
			Choices: []string{"1", "2", "3", "4"},
			Read:    readApplicants, Show: showApplicants,
			Then: sayFee,
			Next: []Branch{{To: stateFirstName}},
		}, {
			State: stateFirstName,
			Read:  readName,
			Next:  []Branch{{To: stateLastName}},
		}, {
			State: stateLastName,
			Read:  readName,
			Next:  []Branch{{To: stateEmail}},
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
			Read:    readSituation,
			Next:    []Branch{{To: stateReview}},
		}, {
			State: stateReview, Tick: true, Args: reviewArgs,
			Choices: []string{"right"},
			Next:    []Branch{{To: stateLimits}},
		}, {
			State: stateLimits, Tick: true,
			Choices: []string{choiceAgree},
			Then:    func(t *turn, _ string) { t.consent(stateLimits, true) },
			Next:    []Branch{{To: stateSend}},
		}, {
			State: stateSend, Tick: true, Args: serviceArgs,
			Choices: []string{choiceYes, "later"},
			Then:    submit,
			Next:    []Branch{{To: Home}},
		},
	}
}

// conditions are what branches ask. They name rules; they hold none.
var conditions = map[string]func(facts) bool{
	"declined":      func(f facts) bool { return f.answers[stateNotice] == choiceNo },
	"never_expires": func(f facts) bool { return f.answers[stateCard] == "permanent" },
	"satisfied":     func(f facts) bool { return f.answers[stateNoExpiry] == "done" },
}

func serviceArgs(t *turn) locale.Args {
	return locale.Args{"Service": t.service.Name}
}

func welcomeArgs(t *turn) locale.Args {
	return locale.Args{"Service": t.service.Name, "Principal": t.service.Fees.Principal, "Additional": t.service.Fees.Additional}
}

func reviewArgs(t *turn) locale.Args {
	return locale.Args{"Summary": t.summaryHTML()}
}
