package sandbox

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// maxBody bounds every request: the largest upload of the platforms, and room
// for the base64 form of the largest file that a person can send.
const maxBody = 64 << 20

// listenLoopback opens the listener and refuses any address that others could reach.
func listenLoopback(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen address %q: write it as 127.0.0.1:8080", address)
	}
	if !loopback(host) {
		return nil, fmt.Errorf("listen address %q: the sandbox has no passwords and binds to loopback alone, such as 127.0.0.1:8080", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("opening the sandbox's address: %w", err)
	}
	return listener, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// loopbackURL checks the address under which a client looks for a sandbox.
func loopbackURL(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" || !loopback(u.Hostname()) {
		return nil, fmt.Errorf("sandbox address %q: it must be http on loopback, such as http://127.0.0.1:8080", base)
	}
	return u, nil
}

// guard keeps other websites out. A page open in the same browser may send
// requests to loopback, or point a name of its own at it: the first show their
// origin, the second a foreign host. The platforms also act on GET, so that
// there a foreign site may not even read; it may link to the page.
func guard(next http.Handler) http.Handler {
	bounded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := (&url.URL{Host: r.Host}).Hostname()
		if !loopback(host) {
			refuse(w, http.StatusForbidden, "the sandbox answers to loopback addresses only")
			return
		}
		site := r.Header.Get("Sec-Fetch-Site")
		if r.URL.Path != "/" && site != "" && site != "same-origin" && site != "none" {
			refuse(w, http.StatusForbidden, "the sandbox does not answer other websites")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
	return http.NewCrossOriginProtection().Handler(bounded)
}
