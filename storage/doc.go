// Package storage is where the bot's memory lives: the contract that every
// backend keeps (Backend), the sealing of personal data before it reaches one
// (Keyring), and the store the bot works with (Store), which speaks in records
// and events where a backend sees only sealed bytes.
//
// The contract is proved by the suite in storagetest, which runs whole on every
// backend. A backend may not skip a behaviour, may not keep anything in memory
// that a crash would lose, and never sees a name, a telephone number, an email
// address, a chat id or a message in the clear: keys are keyed hashes, bodies
// are sealed.
//
// Two kinds of time meet here. Story time (now, what is due, hold-backs) is
// given by the caller with each call. Lease time (leases, the age of dedupe
// marks) is real and is the backend's own clock, so that replicas need not
// agree on theirs.
package storage
