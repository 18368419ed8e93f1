//go:build unix

package sqlite

import "syscall"

// writable asks the system whether we may write there, and writes nothing.
func writable(path string) error {
	const write = 2 // W_OK
	return syscall.Access(path, write)
}
