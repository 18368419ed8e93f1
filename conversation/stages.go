package conversation

import "fmt"

// Stage is how far a case has come. Its words stand in the catalogue under
// stage.<stage>: name (at the desk), status and next (for the applicant).
type Stage string

// The stages.
const (
	Intake           Stage = "intake"    // questions are being answered
	Watching         Stage = "watching"  // reminders only, nothing at the desk
	Requested        Stage = "requested" // sent, nobody has taken it yet
	Accepted         Stage = "accepted"  // an associate owns it
	PaymentRequested Stage = "payment_requested"
	Paid             Stage = "paid"
	Consultation     Stage = "consultation"
	Preparing        Stage = "preparing"
	Ready            Stage = "ready"
	Filed            Stage = "filed"
	Renewed          Stage = "renewed"
	Closed           Stage = "closed"
)

// The moves that code makes; the others are made by name, from the desk.
const (
	moveWatch   = "watch"
	moveSubmit  = "submit"
	moveClaim   = "claim"
	moveRelease = "release"
	moveClose   = "close"
)

// stageMoves is how a case may move.
func stageMoves() []edge {
	row := func(event string, from, to Stage) edge {
		return edge{Event: event, From: string(from), To: string(to)}
	}
	return []edge{
		row(moveWatch, Intake, Watching),
		row(moveSubmit, Intake, Requested),
		row(moveSubmit, Watching, Requested),
		row(moveClaim, Requested, Accepted),
		row(moveRelease, Accepted, Requested),
		row(moveRequestPayment, Accepted, PaymentRequested),
		row(moveRequestPayment, PaymentRequested, PaymentRequested),
		row(moveMarkPaid, PaymentRequested, Paid),
		row(moveConsult, Paid, Consultation),
		row(moveConsult, Consultation, Consultation),
		row(movePrepare, Consultation, Preparing),
		row(moveReady, Preparing, Ready),
		row(moveReady, Ready, Ready),
		row(moveFile, Ready, Filed),
		row(moveFile, Filed, Filed),
		row(moveRenew, Filed, Renewed),
		row(moveRenew, Ready, Renewed), // the card is handed over at once
		row(moveClose, Renewed, Closed),
		row(moveReopen, Closed, Accepted),
	}
}

// stageEdges adds what every stage has: it can be closed, with a reason, and
// once somebody owns the case it can be set to any other out of its turn.
func stageEdges() []edge {
	rows := stageMoves()
	for _, s := range []Stage{
		Intake, Watching, Requested, Accepted, PaymentRequested, Paid, Consultation, Preparing, Ready, Filed,
	} {
		rows = append(rows, edge{Event: moveClose, From: string(s), To: string(Closed), Aside: true})
	}
	for _, from := range settable() {
		for _, to := range settable() {
			if from != to {
				rows = append(rows, edge{Event: setTo(to), From: string(from), To: string(to), Aside: true})
			}
		}
	}
	return rows
}

// move makes a legal move of the open case and keeps who made it.
func (t *turn) move(name, reason string) error {
	c := t.rec.open()
	if c == nil {
		return fmt.Errorf("move %q: no case is open", name)
	}
	to, err := t.cases.fire(string(c.Stage), name)
	if err != nil {
		return err
	}
	c.enter(Moving{Move: name, To: Stage(to), By: t.ev.By, At: t.now, Reason: reason})
	if c.Stage == Closed {
		t.keepHeld(c)
		c.Unplaced, c.Aim = nil, nil // nothing more is passed on
	}
	t.stirred = true
	t.dropLate(c)
	return t.leavePapers()
}

// Drawings returns both machines as Mermaid state diagrams.
func (e *Engine) Drawings() (dialogue, cases string) {
	return e.dialogue.draw(), e.cases.draw()
}
