package storagetest

import (
	"time"

	"residencyassist/storage"
)

// meant is an entry meant for a queue.
func meant(id string, queue storage.Queue) storage.Entry {
	e := entry(id)
	e.Queue = queue
	return e
}

// queueStories tell of what waits apart.
func queueStories() []story {
	room := func(s *scene, r storage.Room) []storage.Claim {
		claims, err := s.Backend.ClaimEntries(s.ctx, s.now, r, held)
		s.must(err)
		return claims
	}
	return []story{
		{"a lane in a bulk queue is not claimed by its commit", func(s *scene) {
			s.same("claims", s.send(ana, chat, meant("1", storage.ChatBulk)), []storage.Claim{})
			claim := s.only(room(s, storage.Room{storage.ChatBulk: 1}))
			s.same("head", claim.Entry.ID, "1")
			s.same("queue", claim.Queue, storage.ChatBulk)
		}},
		{"each queue is claimed from as far as there is room for it", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, meant("1", storage.ChatQueue)), time.Time{}, false)
			s.putBack(s.sendOne(ana, desk, meant("2", storage.DeskQueue)), time.Time{}, false)
			s.send(ben, chat, meant("3", storage.ChatBulk))
			s.send(eva, chat, meant("4", storage.ChatBulk))
			s.same("none", heads(room(s, storage.Room{})), []string{})
			s.same("desk", heads(room(s, storage.Room{storage.DeskQueue: many})), []string{"2"})
			s.same("one", len(room(s, storage.Room{storage.ChatBulk: 1})), 1)
			s.same("rest", len(room(s, everyone)), 2)
		}},
		{"claims come by queue, then longest waiting first", func(s *scene) {
			for i, id := range []string{ana, ben, eva} {
				s.now = s.now.Add(time.Second)
				s.send(id, desk, meant("bulk "+id, storage.ChatBulk))
				s.putBack(s.sendOne(id, chat, meant("chat "+id, storage.ChatQueue)), s.now.Add(time.Duration(3-i)*2*time.Second), false)
			}
			s.now = s.now.Add(time.Minute)
			s.same("order", heads(room(s, everyone)), []string{
				"chat " + eva, "chat " + ben, "chat " + ana, "bulk " + ana, "bulk " + ben, "bulk " + eva,
			})
		}},
		{"a lane waits in the queue of its most urgent entry", func(s *scene) {
			s.send(ana, chat, meant("1", storage.ChatBulk))
			claim := s.sendOne(ana, chat, meant("2", storage.ChatQueue))
			s.same("head", claim.Entry.ID, "1")
			s.same("queue", claim.Queue, storage.ChatQueue)
			s.putBack(claim, s.now, false)
			claim = s.sendOne(ana, chat, meant("3", storage.ChatBulk))
			s.same("queue", claim.Queue, storage.ChatQueue)
			s.putBack(claim, s.now, false)
			s.same("bulk", heads(room(s, storage.Room{storage.ChatBulk: many})), []string{})
			s.same("chat", heads(room(s, storage.Room{storage.ChatQueue: many})), []string{"1"})
		}},
		{"mail waits apart, for whoever has room for mail", func(s *scene) {
			const post = "post"
			s.same("claims", s.send(ana, post, meant("letter", storage.MailQueue), meant("next", storage.MailQueue)), []storage.Claim{})
			s.same("chat goes on", heads(s.send(ana, chat, meant("1", storage.ChatQueue))), []string{"1"})
			s.same("no room", heads(room(s, storage.Room{many, many, many, many})), []string{})
			next := s.pending().NextEntry[storage.MailQueue]
			if next.IsZero() || next.After(s.now) {
				s.Fatalf("mail comes at %v, want it at once", next)
			}
			claim := s.only(room(s, storage.Room{storage.MailQueue: many}))
			s.same("queue", claim.Queue, storage.MailQueue)
			s.same("next", s.settle(claim).Entry.ID, "next")
		}},
		{"an empty lane forgets its queue", func(s *scene) {
			s.settle(s.sendOne(ana, chat, meant("1", storage.ChatQueue)))
			s.send(ana, chat, meant("2", storage.ChatBulk))
			s.same("chat", heads(room(s, storage.Room{storage.ChatQueue: many})), []string{})
			s.same("bulk", heads(room(s, storage.Room{storage.ChatBulk: many})), []string{"2"})
		}},
		{"each queue says when it comes next", func(s *scene) {
			s.putBack(s.sendOne(ana, chat, meant("1", storage.ChatQueue)), s.now.Add(time.Minute), false)
			s.send(ben, chat, meant("2", storage.ChatBulk))
			p := s.pending()
			s.same("chat", p.NextEntry[storage.ChatQueue], s.now.Add(time.Minute))
			s.same("desk", p.NextEntry[storage.DeskQueue], time.Time{})
			if next := p.NextEntry[storage.ChatBulk]; next.IsZero() || next.After(s.now) {
				s.Fatalf("bulk comes at %v, want it at once", next)
			}
		}},
		{"an entry that was not tried comes back uncounted", func(s *scene) {
			c := s.sendOne(ana, chat, entry("1"))
			s.must(s.Backend.PutBack(s.ctx, storage.PutBack{Lane: c.Lane, Entry: c.Entry.ID, Token: c.Token, Untried: true}))
			c = s.only(s.claim(many, held))
			s.same("counts", []int{c.Tries, c.Unknowns}, []int{0, 0})
		}},
	}
}

// paceStories tell of lanes that may only be used so often.
func paceStories() []story {
	// sends delivers what is in Ana's chat, at a pace, until it is held back.
	sends := func(s *scene, c *storage.Claim, pace storage.Pace) (sent int) {
		for ; c != nil; sent++ {
			with := s.settlement(*c)
			with.Pace = pace
			c = s.settleWith(with)
		}
		return sent
	}
	pace := storage.Pace{Every: time.Second, Burst: 3}
	six := []storage.Entry{entry("1"), entry("2"), entry("3"), entry("4"), entry("5"), entry("6")}
	return []story{
		{"a lane is served in a burst, then at its pace", func(s *scene) {
			first := s.sendOne(ana, chat, six...)
			s.same("burst", sends(s, &first, pace), 3)
			for range 2 {
				s.same("too early", heads(s.claim(many, held)), []string{})
				s.now = s.now.Add(time.Second)
				next := s.only(s.claim(many, held))
				s.same("one a second", sends(s, &next, pace), 1)
			}
		}},
		{"an empty lane remembers its pace", func(s *scene) {
			first := s.sendOne(ana, chat, six[:3]...)
			s.same("burst", sends(s, &first, pace), 3)
			s.same("at once", heads(s.send(ana, chat, six[3:]...)), []string{})
			s.now = s.now.Add(3 * time.Second)
			next := s.only(s.claim(many, held))
			s.same("burst again", sends(s, &next, pace), 3)
		}},
		{"what costs nothing leaves the pace as it is", func(s *scene) {
			first := s.sendOne(ana, chat, six...)
			s.same("all at once", sends(s, &first, storage.Pace{}), 6)
		}},
		{"one lane's pace is not another's", func(s *scene) {
			first := s.sendOne(ana, chat, entry("1"))
			sends(s, &first, storage.Pace{Every: time.Minute, Burst: 1})
			s.same("desk", heads(s.send(ana, desk, entry("2"))), []string{"2"})
			s.same("ben", heads(s.send(ben, chat, entry("3"))), []string{"3"})
		}},
	}
}
