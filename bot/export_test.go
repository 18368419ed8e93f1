package bot

import "time"

// Draining says whether the bot has been told to finish.
func (b *Bot) Draining() bool { return b.draining.Load() }

// ClockOf returns a clock that reads a machine of the test's: what its clock
// shows, and for how long it has been running.
func ClockOf(machine func() (wall time.Time, running time.Duration)) *SystemClock {
	return &SystemClock{machine: machine}
}
