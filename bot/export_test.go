package bot

// Draining says whether the bot has been told to finish.
func (b *Bot) Draining() bool { return b.draining.Load() }
