package main

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

// mayWrite lets a running bot write files up to a size only, as a full disk does.
func (p *process) mayWrite(bytes uint64) {
	p.t.Helper()
	const fileSize = 1 // RLIMIT_FSIZE
	limit := syscall.Rlimit{Cur: bytes, Max: math.MaxUint64}
	_, _, failed := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(p.cmd.Process.Pid), fileSize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if failed != 0 {
		p.t.Fatalf("limiting what the bot may write: %v", failed)
	}
}

// TestTheDiskIsFull leaves a bot on SQLite no room to write while people and an
// associate talk to it: nobody is answered with what is not stored, the bot is
// not ready and says why, and once there is room everything is there once.
func TestTheDiskIsFull(t *testing.T) {
	t.Parallel()
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "bot.db"), "2026-11-20")
	bot := h.serve()
	undisturbed, carol := h.applicant("Carol", "en"), h.applicant("Carol", "en")
	undisturbed.plays(english...)
	card := h.card("C.S.")
	carol.plays(english[:8]...)
	before := len(carol.heard())
	bot.mayWrite(0)
	carol.does(english[8])
	line := h.replies("ana", card, "Are you well?")
	bot.becomesIll("storage", "the storage does not take a write")
	carol.does(english[9])
	if len(carol.heard()) != before || undisturbed.count("Are you well?") != 0 {
		t.Errorf("with the disk full people heard %q and %q", carol.heard()[before:], undisturbed.last())
	}
	if strings.Contains(bot.log(), `"a step failed"`) {
		t.Errorf("a full disk was taken for a failed step:\n%s", bot.log())
	}

	bot.mayWrite(math.MaxUint64)
	bot.becomesReady()
	h.pass("3s")
	carol.plays(english[10:]...)
	h.settle()
	if n := undisturbed.count("Ana: Are you well?"); n != 1 {
		t.Errorf("the line that Ana wrote meanwhile arrived %d times", n)
	}
	if mark := h.card("Ana").line(t, line).Reactions; len(mark["white_check_mark"]) != 1 {
		t.Errorf("Ana sees %v on it", mark)
	}
	want := slices.DeleteFunc(withoutReference(undisturbed.heard()), func(text string) bool { return strings.HasPrefix(text, "Ana") })
	if got := withoutReference(carol.heard()); !slices.Equal(got, want) {
		t.Errorf("after the disk was full somebody read something else:\n%s", cmp.Diff(want, got))
	}
	if status := bot.stop(); status != 0 {
		t.Errorf("asked to stop, the bot ended with %d", status)
	}
}
