package conversation

import (
	"slices"

	"residencyassist/conversation/locale"
)

// smallSide is how many points the shorter side of a picture has at least, for
// the print on a card or a page to be read.
const smallSide = 480

// What may be wrong with a file that was looked into. The words stand in the
// catalogue under finding.<name> for the applicant, who can do something about
// it, and under finding.<name>_desk.
const (
	findDark      = "dark"
	findSmall     = "small"
	findEncrypted = "encrypted"
	findBroken    = "broken"
	findTwice     = "twice"
)

func everyFinding() []string {
	return []string{findDark, findSmall, findEncrypted, findBroken, findTwice}
}

// problems names what may be wrong with a file, by its bytes alone.
func (f *Findings) problems() (names []string) {
	if f == nil {
		return nil
	}
	for name, is := range map[string]bool{
		findDark: f.Dark, findEncrypted: f.Encrypted, findBroken: f.Broken && !f.Encrypted,
		findSmall: f.Width > 0 && min(f.Width, f.Height) < smallSide,
	} {
		if is {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// twin is the item that has the same file already, or "".
func (c *Case) twin(s *Sheet) string {
	if s.Found == nil || s.Found.Sum == "" {
		return ""
	}
	for n := range c.Items {
		for k := range c.Items[n].Sheets {
			other := &c.Items[n].Sheets[k]
			if other.Entry != s.Entry && other.Found != nil && other.Found.Sum == s.Found.Sum {
				return c.Items[n].ID
			}
		}
	}
	return ""
}

// findings names what may be wrong with a file of a case.
func (s *Sheet) findings() []string {
	names := s.Found.problems()
	if s.Twin != "" {
		names = append(names, findTwice)
	}
	return names
}

// tellFindings tells the applicant what may be wrong with a file that has just
// arrived, but nothing that was told of another page a moment ago. The associate
// has it all the same.
func (t *turn) tellFindings(c *Case, i *Item, s *Sheet) {
	for _, name := range s.findings() {
		told := slices.ContainsFunc(i.Sheets, func(other Sheet) bool {
			return other.Fresh && other.Entry != s.Entry && slices.Contains(other.findings(), name)
		})
		if !told {
			t.say("finding."+name, t.findingArgs(c, s, false))
		}
	}
}

// warnings says the same to the associate.
func (t *turn) warnings(c *Case, s *Sheet) (lines []string) {
	for _, name := range s.findings() {
		lines = append(lines, t.plain("finding."+name+"_desk", t.findingArgs(c, s, true)))
	}
	return lines
}

func (t *turn) findingArgs(c *Case, s *Sheet, desk bool) locale.Args {
	lang, nameOf := t.lang(), t.itemName
	if desk {
		lang, nameOf = t.service.Desk, t.itemAtDesk
	}
	args := locale.Args{"Name": t.called(s.Attachment, lang), "Width": s.Found.Width, "Height": s.Found.Height}
	if twin := c.item(s.Twin); twin != nil {
		args["Item"] = nameOf(twin)
	}
	return args
}
