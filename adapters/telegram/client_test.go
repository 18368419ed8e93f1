package telegram

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	token  = "7001:a-Secret_Of34Signs"
	secret = "a-Secret_Of34Signs"
)

func newClient(t *testing.T, apiURL string, via http.RoundTripper) *Client {
	t.Helper()
	c, err := NewClient(token, apiURL, via)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve starts a Bot API of one answer.
func serve(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	via := Transport()
	t.Cleanup(via.CloseIdleConnections)
	return newClient(t, server.URL, via)
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestASettingThatCannotBeRightIsRefusedWithWordsOnWhatToWrite(t *testing.T) {
	for name, try := range map[string]struct{ token, apiURL, say string }{
		"no token":         {"", "https://api.telegram.org", "BotFather"},
		"half a token":     {secret, "https://api.telegram.org", "BotFather"},
		"token with space": {token + " ", "https://api.telegram.org", "BotFather"},
		"no address":       {token, "", "https://api.telegram.org"},
		"no scheme":        {token, "api.telegram.org", "https://api.telegram.org"},
		"another scheme":   {token, "ftp://api.telegram.org", "https://api.telegram.org"},
		"no host":          {token, "https:///bot", "https://api.telegram.org"},
		"a password":       {token, "https://me:" + secret + "@host", "no user"},
		"a query":          {token, "https://host/?x=" + secret, "query"},
		"no URL":           {token, "http://[" + secret, "no URL"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(try.token, try.apiURL, nil)
			if err == nil || !strings.Contains(err.Error(), try.say) {
				t.Fatalf("got %v, want an error that says %q", err, try.say)
			}
			if strings.Contains(err.Error(), secret) {
				t.Fatalf("the error tells the secret: %v", err)
			}
		})
	}
}

func TestTheAddressMayHaveAPath(t *testing.T) {
	var asked string
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":7001,"is_bot":true,"username":"residency_bot"}}`)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	c := newClient(t, server.URL+"/a%20b/telegram/", nil)
	me, err := c.Me(t.Context())
	if err != nil || me != (Identity{ID: 7001, Username: "residency_bot"}) {
		t.Fatalf("got %+v, %v", me, err)
	}
	if want := "/a b/telegram/bot" + token + "/getMe"; asked != want {
		t.Fatalf("asked %s, want %s", asked, want)
	}
}

func TestErrorsTellWhatHappenedAndNeverTheToken(t *testing.T) {
	quoting := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "/bot"+token+"/getMe\r\n\r\n")
		_ = conn.Close()
	}
	redirecting := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://elsewhere.invalid"+r.URL.Path+"%zz")
		w.WriteHeader(http.StatusFound)
	}
	for name, try := range map[string]struct {
		server http.HandlerFunc
		want   string
	}{
		"blocked":    {answers(403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`), "getMe: 403 bot was blocked by the user"},
		"quoting":    {answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: Unsupported start tag \"ana\" at byte offset 3"}`), "getMe: 400 can't parse entities"},
		"the token":  {answers(401, `{"ok":false,"error_code":401,"description":"Unauthorized bot`+token+`"}`), "getMe: 401 Unauthorized bot(token)"},
		"no code":    {answers(418, `{"ok":false}`), "getMe: 418 "},
		"gateway":    {answers(502, "<html>502 Bad Gateway</html>"), "getMe: the answer is not the Bot API's (HTTP 502)"},
		"no frame":   {answers(200, `{"result":1}`), "getMe: the answer is not the Bot API's (HTTP 200)"},
		"redirect":   {redirecting, "getMe: the answer is not the Bot API's (HTTP 302)"},
		"no HTTP":    {quoting, "getMe: net/http: HTTP/1.x transport connection broken: malformed HTTP response \"/bot(token)/getMe\""},
		"other type": {answers(200, `{"ok":true,"result":[1]}`), "reading the result of getMe: json: cannot unmarshal array into Go value of type telegram.Identity"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := serve(t, try.server).Me(t.Context())
			if err == nil || err.Error() != try.want {
				t.Fatalf("got  %v\nwant %s", err, try.want)
			}
		})
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	arrived := make(chan struct{})
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not see the client leave
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := c.Me(ctx)
	var lost *TransportError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &lost) || !lost.Sent {
		t.Fatalf("got %v (%+v), want a request that was sent and given up", err, lost)
	}
}

func TestNoCallWaitsForEver(t *testing.T) {
	via := roundTrip(func(r *http.Request) (*http.Response, error) {
		deadline, bounded := r.Context().Deadline()
		if !bounded || time.Until(deadline) > callTimeout {
			t.Errorf("the call's deadline is %v, %v", deadline, bounded)
		}
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	})
	_, err := newClient(t, "https://api.telegram.org", via).Me(context.Background())
	if err == nil || err.Error() != "getMe: dial: connection refused" {
		t.Fatalf("got %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
