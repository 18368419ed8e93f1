package conversation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"residencyassist/conversation"
)

// TestOnlyWhatWasApprovedGoesOut lives through random preparations: answers come
// and are corrected, drafts are made, approved when they are old and when they are
// new, packs are sent. Every page that follows a pack's cover was on a draft that
// somebody approved, and says what the answers say at that moment.
func TestOnlyWhatWasApprovedGoesOut(t *testing.T) {
	packs, pages := 0, 0
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 6))
		answers := family()
		for _, s := range []conversation.State{"p2_passport_number", "p3_signer", "spouse"} {
			if random.IntN(3) == 0 {
				answers[s] = ""
			}
		}
		s := preparing(t, "2027-02-10 10:00", answers)
		p := &preparation{stage: s, random: random, drafts: map[string][]conversation.Paper{}, approved: map[string]bool{}}
		for range 80 {
			p.step()
			p.note()
		}
		packs, pages = packs+p.packs, pages+p.pages
	}
	if t.Logf("%d packs with %d pages went out", packs, pages); packs < 50 || pages < 150 {
		t.Error("that shows little")
	}
}

// preparation is one such life.
type preparation struct {
	*stage
	random       *rand.Rand
	drafts       map[string][]conversation.Paper // by what their Approve carries
	known        int                             // papers that were looked at
	approved     map[string]bool                 // every page of a draft that was approved, as it reads
	packs, pages int
}

func (p *preparation) step() {
	p.t.Helper()
	switch p.random.IntN(9) {
	case 0, 1: // a draft
		p.move("ana", "letter", "")
		p.submit("ana", fmt.Sprintf("person=%d; office=%s; missing=%s; variant=%s", 1+p.random.IntN(3),
			[]string{"Guadalajara", "Chapala"}[p.random.IntN(2)], []string{"ask", "blanks"}[p.random.IntN(2)],
			[]string{"suggested", "suggested", "suggested", "address", "exchange_bond"}[p.random.IntN(5)]))
	case 2, 3, 4: // any draft there ever was, the newest most of all
		p.approve()
	case 5: // an answer is corrected
		states := []conversation.State{"passport_number", "p2_full_name", "p3_signer", "home_address", "expires", "p3_card"}
		if state := states[p.random.IntN(len(states))]; p.rec.Answers[state] != "" && p.random.IntN(2) == 0 {
			p.say("/correct")
			words := "✏ " + map[conversation.State]string{
				"passport_number": "Passport number", "p2_full_name": "Jürgen: full name", "p3_signer": "Zoë: who signs",
				"home_address": "Home address in Mexico", "expires": "Expiry date", "p3_card": "Zoë: card",
			}[state]
			if slices.ContainsFunc(p.past, func(b conversation.Button) bool { return b.Text == words }) {
				p.press(words) // if it is not an old one
			}
			p.say([]string{"P1234567", "Ana Núñez", "1 March 2027", "Permanent, of a minor", "Calle 7, Cancún"}[p.random.IntN(5)])
			p.say("/cancel")
		}
	case 6: // whatever is asked is answered
		p.say([]string{"Ana Núñez", "P7654321", "yes", "Calle 9, Tepic", "SE"}[p.random.IntN(5)])
	default:
		p.pack()
	}
}

// approve presses Approve under a draft. It is taken if a letter of the case is
// approved that was not so before.
func (p *preparation) approve() {
	var drafts []conversation.DeskButton
	for _, b := range p.desk {
		if b.Move == "approve_letter" {
			drafts = append(drafts, b)
		}
	}
	if len(drafts) == 0 {
		return
	}
	b := drafts[len(drafts)-1]
	if p.random.IntN(4) == 0 {
		b = drafts[p.random.IntN(len(drafts))]
	}
	p.made("ana", conversation.DeskMove{Name: b.Move, Case: b.Case, Line: b.Line})
	for _, l := range p.rec.Cases[0].Letters {
		key := fmt.Sprintf("%d:%s:%s", l.Person, l.Variant, l.Sum)
		for _, paper := range p.drafts[b.Line] {
			if key == b.Line && !l.Approved.At.IsZero() {
				p.approved[fmt.Sprint(paper.Blocks)] = true
			}
		}
	}
}

// note keeps which papers a draft came with.
func (p *preparation) note() {
	if len(p.papers) == p.known {
		return
	}
	for _, b := range slices.Backward(p.desk) {
		if b.Move == "approve_letter" {
			p.drafts[b.Line], p.known = p.papers[p.known:], len(p.papers)
			return
		}
	}
}

// pack sends one, and looks at what is in it.
func (p *preparation) pack() {
	p.t.Helper()
	before := len(p.papers)
	p.move("ana", "ready", "")
	p.submit("ana", "reason="+[]string{"", "It is urgent."}[p.random.IntN(2)])
	if len(p.papers) == before {
		return
	}
	pack := p.papers[len(p.papers)-1]
	p.papers = p.papers[:len(p.papers)-1] // it is no draft
	p.packs++
	for i, page := range pagesOf(pack)[1:] {
		p.pages++
		text := fmt.Sprint(page)
		if !p.approved[text] {
			p.t.Fatalf("page %d of the pack was never approved:\n%s\n%s", i+2, text, p.told.String())
		}
		if address := p.rec.Answers["home_address"]; address != "" && !strings.Contains(text, address) {
			p.t.Fatalf("page %d of the pack names another address than %q:\n%s", i+2, address, text)
		}
	}
}

// pagesOf parts a paper where a new page begins.
func pagesOf(p conversation.Paper) (pages [][]conversation.Block) {
	rest := p.Blocks
	for {
		i := slices.IndexFunc(rest, func(b conversation.Block) bool { return b.Kind == conversation.NewPage })
		if i < 0 {
			return append(pages, rest)
		}
		pages, rest = append(pages, rest[:i]), rest[i+1:]
	}
}
