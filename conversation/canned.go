package conversation

import "residencyassist/conversation/locale"

// moveCanned sends one of the replies that are kept ready.
const moveCanned = "canned"

// cannedReplies are the replies kept ready. Their words stand in the catalogue
// under canned.<name>, what associates call them under canned.<name>_name.
func cannedReplies() []string {
	return []string{"photo_again", "no_promise", "bring_original", "fees_apart", "still_there", "closed_today"}
}

func cannedForm(t *turn, _ *Case) []Field {
	var replies []Option
	for _, name := range cannedReplies() {
		replies = append(replies, Option{Value: name, Text: t.plain("canned."+name+"_name", nil)})
	}
	return []Field{{Name: "reply", Kind: OneOf, Options: replies}}
}

// sendCanned sends a reply in the applicant's language and shows the associates
// which words went out.
func (t *turn) sendCanned(c *Case) error {
	name := t.ev.Move.Values.get("reply")
	if !t.words.Has("canned." + name) {
		t.whisper(t.plain("desk.settled", nil))
		return nil
	}
	words := t.label("canned." + name)
	t.sendOn(t.html("relay.first", locale.Args{"Associate": t.ev.By.Name, "Text": words}))
	t.thread(Line{Text: t.plain("desk.canned", locale.Args{
		"Who": t.ev.By.Name, "Language": t.plain("language."+string(t.lang()), nil),
	}), Quote: words})
	c.Spoke = t.now
	t.waitsFor(c, Chat)
	return nil
}
