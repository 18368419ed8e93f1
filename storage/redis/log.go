package redis

import (
	"context"
	"fmt"
	"log/slog"

	goredis "github.com/redis/go-redis/v9"
)

// LogClients sends what go-redis has to remark (connections refused, masters
// changed) to the debug level of log. By itself it writes plain lines to standard
// error, hundreds while a server is away, among what others read as JSON; what
// matters of them comes back as errors of calls. It holds for the whole process:
// the program calls it once, before it opens a store.
func LogClients(log *slog.Logger) { goredis.SetLogger(clientLog{log}) }

type clientLog struct{ log *slog.Logger }

// Printf implements go-redis's logging.
func (c clientLog) Printf(ctx context.Context, format string, v ...any) {
	if c.log.Enabled(ctx, slog.LevelDebug) {
		c.log.DebugContext(ctx, "go-redis", "remark", fmt.Sprintf(format, v...))
	}
}
