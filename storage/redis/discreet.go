package redis

import (
	"context"
	"errors"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// discreet keeps passwords out of errors. A server that does not know how to
// authenticate, or a proxy before it, quotes the command that it did not
// understand, and with it the password.
type discreet struct {
	passwords []string
}

// discreetFor returns the hook for the passwords of a URL that connect has read.
func discreetFor(text string) (goredis.Hook, error) {
	a, err := parseAddress(text)
	if err != nil {
		return nil, err
	}
	own, _ := a.user.Password()
	passwords := slices.Concat(a.query["sentinel_password"], []string{own})
	return discreet{slices.DeleteFunc(passwords, func(p string) bool { return p == "" })}, nil
}

func (d discreet) clean(err error) error {
	if err == nil {
		return nil
	}
	words := err.Error()
	for _, password := range d.passwords {
		words = strings.ReplaceAll(words, password, "(password)")
	}
	if words == err.Error() {
		return err
	}
	return errors.New(words)
}

// DialHook implements goredis.Hook.
func (d discreet) DialHook(next goredis.DialHook) goredis.DialHook { return next }

// ProcessHook implements goredis.Hook.
func (d discreet) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		err := d.clean(next(ctx, cmd))
		if err != nil {
			cmd.SetErr(err)
		}
		return err
	}
}

// ProcessPipelineHook implements goredis.Hook.
func (d discreet) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		err := d.clean(next(ctx, cmds))
		for _, cmd := range cmds {
			if own := cmd.Err(); own != nil {
				cmd.SetErr(d.clean(own))
			}
		}
		return err
	}
}
