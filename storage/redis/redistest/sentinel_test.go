package redistest

import "testing"

// TestSentinelsReplaceAMasterThatIsKilled proves the set-up itself.
func TestSentinelsReplaceAMasterThatIsKilled(t *testing.T) {
	t.Parallel()
	s := NewSentinel(t)
	first := s.Master()
	if first != s.Nodes[0] {
		t.Fatal("the first server is not the master")
	}
	for range 2 {
		killed := s.KillMaster()
		s.AwaitFailover(killed)
		s.Rejoin(killed)
		if s.Master() == killed {
			t.Fatal("the killed server is the master again")
		}
	}
}
