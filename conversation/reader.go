package conversation

// reader understands an answer. It returns the value to be stored; or readings
// to choose from; or a problem, which is worded under problem.<problem>.
type reader func(answering) reading

// answering is what a reader is given.
type answering struct {
	text    string
	media   Media
	phone   string // of a shared contact
	foreign bool   // the contact is somebody else's
	place   *Place // of a shared location
	facts   facts
}

// reading is what it makes of it.
type reading struct {
	value   string
	offer   []string // readings, in stored form
	about   string   // the problem that the offer solves, for its words
	problem string
}

// read gives a message to a question's reader.
func (q *Question) read(m *Incoming, f facts) reading {
	f.person = max(q.Person, 1)
	return q.Read(answering{text: m.Text, media: m.Media, phone: m.Phone, foreign: m.Foreign, place: m.Place, facts: f})
}
