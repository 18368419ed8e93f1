package bot

import "time"

// SystemClock is story time where nobody tells a story: the machine's own
// clock. It is the one place in which the bot reads it as such.
type SystemClock struct{}

// Now returns the machine's time.
func (SystemClock) Now() time.Time { return time.Now() }

// Moved never pokes: the machine's clock does not jump.
func (SystemClock) Moved() <-chan struct{} { return nil }
