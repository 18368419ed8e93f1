package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"

	"residencyassist/adapters/sandbox/fault"
)

func (s *Sandbox) orderFault(w http.ResponseWriter, r *http.Request) {
	var f fault.Fault
	body := json.NewDecoder(r.Body)
	body.DisallowUnknownFields() // a misspelt field would be a fault that never comes
	if err := body.Decode(&f); err != nil {
		refuse(w, http.StatusBadRequest, `the body is no JSON of the form {"api": "telegram", "method": "sendMessage", "status": 500}`)
		return
	}
	if words := misordered(f); words != "" {
		refuse(w, http.StatusBadRequest, words)
		return
	}
	s.faults.Order(f)
	answer(w, http.StatusOK, struct{}{})
}

func (s *Sandbox) clearFaults(w http.ResponseWriter, _ *http.Request) {
	s.faults.Clear()
	answer(w, http.StatusOK, struct{}{})
}

// misordered says what is wrong with an order for a fault.
func misordered(f fault.Fault) string {
	kinds := []string{"", fault.HTML, fault.Timeout, fault.Lost, fault.Duplicate, fault.Silent, fault.Disconnect}
	switch {
	case !slices.Contains([]string{"telegram", "slack", "smtp", "sandbox"}, f.API):
		return "api is telegram, slack, smtp or sandbox"
	case !slices.Contains(kinds, f.Kind):
		return "kind is html, timeout, lost, duplicate, silent or disconnect, or absent for a plain status"
	case f.API == "smtp" && (!slices.Contains([]string{"", "connect", "mail", "rcpt", "data"}, f.Method) || !slices.Contains([]string{"", fault.Timeout, fault.Lost}, f.Kind)):
		return "of smtp, connect, mail, rcpt or data can fail, by a status, timeout or lost"
	case f.API == "sandbox" && (f.Method != "link" || f.Kind != fault.Silent):
		return `of the sandbox itself only the link can fail: {"api": "sandbox", "method": "link", "kind": "silent"}`
	case f.Kind == "" && (f.Status < 400 || f.Status > 599):
		return "a fault without a kind needs a status from 400 to 599"
	case f.Times < 0 || f.RetryAfter < 0:
		return "times and retry_after are not negative"
	}
	return ""
}
