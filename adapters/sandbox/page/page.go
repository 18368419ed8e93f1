// Package page is the web page over the sandbox: a phone with the applicant's
// chat on one side, the associates' workspace on the other, the story's clock
// above them. It is a handful of static files without a build step, and it
// drives the sandbox through the same control API as the tests. It may not
// import the sandbox, keeps no state, and its pages may load nothing from
// anywhere else: all it shows comes from the address that served it.
package page

import (
	"embed"
	"net/http"
	"strings"
)

//go:embed static
var files embed.FS

// policy lets the page load and call its own address and nothing else. Words
// that came from people or from a bot can therefore never become a script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the page at / and what it needs under /static/.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, files, "static/page.html")
	})
	mux.Handle("GET /static/", withoutListings(http.FileServerFS(files)))
	return guarded(mux)
}

// guarded adds the headers that every answer carries.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache") // a newer binary brings a newer page
		next.ServeHTTP(w, r)
	})
}

func withoutListings(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
