package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"residencyassist/storage"
	"residencyassist/storage/redis/redistest"
)

// The secrets of a bot that has no sandbox. None may ever be read again.
const (
	telegramHalf  = "AAsecretSECRETsecretSECRETsecretSEC"
	slackBot      = "xoxb-secret-SECRET-bot"
	slackApp      = "xapp-secret-SECRET-app"
	redisPassword = "passwordSECRETpassword"
)

// noName is no name that anybody could have, so that nobody is asked for it.
var noName = strings.Repeat("nowhere-", 9) + ".invalid"

// badServers are all that may stand where a platform should, each under the
// address that a bot is given for it.
func badServers(t *testing.T) map[string]string {
	quoted := func(r *http.Request) string {
		body, _ := io.ReadAll(r.Body) // what there is of it
		return fmt.Sprint(r.URL, r.Header, string(body))
	}
	serve := func(answer http.HandlerFunc) string {
		server := httptest.NewServer(answer)
		t.Cleanup(server.Close)
		return server.URL
	}
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = nil
	t.Cleanup(secure.Close)
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused.Close()
	gateway := serve(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "<html>502 "+quoted(r), http.StatusBadGateway)
	})
	return map[string]string{
		"no such name":           "https://" + noName,
		"an unknown certificate": secure.URL,
		"no TLS where it should": "https" + strings.TrimPrefix(gateway, "http"),
		"connection refused":     "http://" + refused.Addr().String(),
		"a gateway that quotes":  gateway,
		"an API that quotes": serve(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"ok":false,"error_code":401,"error":"invalid_auth","description":%q}`, quoted(r))
		}),
		"no JSON": serve(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, quoted(r)) }),
		"half an answer": serve(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "9999")
			fmt.Fprint(w, `{"ok":true,"result":`, quoted(r))
		}),
		"a redirect": serve(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+noName+r.URL.Path, http.StatusTemporaryRedirect)
		}),
		"a redirect to no address": serve(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", r.URL.Path+"%zz")
			w.WriteHeader(http.StatusFound)
		}),
		"no HTTP": serve(func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			fmt.Fprint(conn, r.URL.Path, r.Header, "\r\n\r\n")
			conn.Close()
		}),
		"no answer": serve(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // until then the server does not see the client leave
			<-r.Context().Done()
		}),
	}
}

// TestNoSecretIsEverTold puts a bot before platforms that fail in every way, also
// by quoting what they were sent: it lives, says why it is not ready, and no
// token stands in that or in its log.
func TestNoSecretIsEverTold(t *testing.T) {
	t.Parallel()
	for name, address := range badServers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, []string{
				"TELEGRAM_TOKEN=7001:" + telegramHalf, "TELEGRAM_API_URL=" + address,
				"SLACK_BOT_TOKEN=" + slackBot, "SLACK_APP_TOKEN=" + slackApp, "SLACK_API_URL=" + address + "/api/", "SLACK_CHANNEL=C0CASES01",
				"STORAGE_URL=sqlite:" + filepath.Join(t.TempDir(), "bot.db"), "DATA_KEYS=" + storage.NewKeys(), "LISTEN=127.0.0.1:0",
			}, "serve")
			p.address = p.printed(`serves; health at http://([^/]+)/`)
			told := func(parts map[string]string) bool {
				begun := name == "no answer" && !soaking() || !strings.Contains(parts["telegram"]+parts["slack"], "has not begun") && strings.Contains(parts["slack"], "not been reached yet: ")
				return parts["storage"] == "ok" && parts["telegram"] != "ok" && parts["slack"] != "ok" && begun
			}
			p.becomes(told, http.StatusServiceUnavailable, "ill because of both platforms")
			_, ready := p.get("/readyz")
			t.Logf("%s", ready)
			if status := p.stop(); status != 0 {
				t.Errorf("asked to stop, the bot ended with %d", status)
			}
			assertNoneIn(t, "/readyz and the log", string(ready)+p.log(), []string{telegramHalf, slackBot, slackApp})
		})
	}
}

// echo is a server that sends back what it hears, on one line after these words.
func echo(t *testing.T, words string) (url string) {
	return speak(t, func(conn net.Conn) {
		for heard := make([]byte, 4096); ; {
			n, err := conn.Read(heard)
			if err != nil {
				return
			}
			fmt.Fprint(conn, words, strings.ReplaceAll(string(heard[:n]), "\r\n", " "), "\r\n")
		}
	})
}

// silence is a server that takes a connection and never says anything.
func silence(t *testing.T) (url string) {
	return speak(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
}

func speak(t *testing.T, with func(net.Conn)) (url string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); with(conn) }()
		}
	}()
	return "redis://" + listener.Addr().String()
}

// TestNoPasswordIsEverTold gives a bot a Redis that fails in every way before it
// starts, and one that goes away while it works.
func TestNoPasswordIsEverTold(t *testing.T) {
	t.Parallel()
	bad := badServers(t)
	for name, host := range map[string]string{
		"no such name":           "redis://" + noName + ":6379",
		"connection refused":     strings.Replace(bad["connection refused"], "http", "redis", 1),
		"an unknown certificate": strings.Replace(bad["an unknown certificate"], "https", "rediss", 1),
		"no TLS where it should": strings.Replace(bad["no TLS where it should"], "https", "rediss", 1),
		"another protocol":       strings.Replace(bad["no JSON"], "http", "redis", 1),
		"an echo":                echo(t, ""),
		"an error that quotes":   echo(t, "-ERR unknown command, with args beginning with: "),
		"no answer":              silence(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, []string{
				"TELEGRAM_TOKEN=7001:" + telegramHalf, "SLACK_BOT_TOKEN=" + slackBot, "SLACK_APP_TOKEN=" + slackApp, "SLACK_CHANNEL=C0CASES01",
				"STORAGE_URL=" + strings.Replace(host, "://", "://:"+redisPassword+"@", 1) + "/0", "DATA_KEYS=" + storage.NewKeys(), "LISTEN=127.0.0.1:0",
			}, "serve")
			select {
			case <-p.done:
			case <-time.After(time.Minute):
				t.Fatalf("without its storage the bot goes on:\n%s", p.log())
			}
			if status := p.cmd.ProcessState.ExitCode(); status != 1 || p.log() == "" {
				t.Errorf("without its storage the bot ended with %d, saying %q", status, p.log())
			}
			t.Log(p.log())
			assertNoneIn(t, "what it says at the end", p.log(), []string{redisPassword})
		})
	}
	t.Run("it goes away", func(t *testing.T) {
		t.Parallel()
		server := redistest.New(t)
		if err := server.Client().ConfigSet(t.Context(), "requirepass", redisPassword).Err(); err != nil {
			t.Fatal(err)
		}
		h := open(t, strings.Replace(server.URL(), "redis://", "redis://:"+redisPassword+"@", 1), "2026-11-20")
		bot := h.serve()
		carol := h.applicant("Carol", "en")
		carol.plays(english[:4]...)
		bot.becomesReady()
		server.Kill()
		carol.does(english[4])
		bot.becomesIll("storage", "the storage does not take a write")
		h.assertSecret(redisPassword)
		server.Restart() // without a password now, which the client's is refused by
		carol.does(english[5])
		h.assertSecret(redisPassword)
	})
}

// TestSlowClientsAreCutOff sends a request's head a byte at a time, and another
// that never ends: neither keeps a connection, and others are served meanwhile.
func TestSlowClientsAreCutOff(t *testing.T) {
	t.Parallel()
	web, err := listen("127.0.0.1:0", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	go web.run()
	defer web.close(t.Context())
	dial := func(head string) net.Conn {
		conn, err := net.Dial("tcp", web.address())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, head); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	large := dial("GET /healthz HTTP/1.1\r\nHost: bot\r\nX: " + strings.Repeat("x", 64<<10))
	if answer, _ := io.ReadAll(large); !strings.Contains(string(answer), "431 Request Header Fields Too Large") {
		t.Errorf("a head of 64 KB is answered with %.60q", answer)
	}
	slow := dial("GET /healthz HTTP/1.1\r\nHost: bot\r\nX: ")
	begun, cut := time.Now(), make(chan time.Duration, 1)
	go func() {
		_, _ = io.Copy(io.Discard, slow) // until the server ends it
		cut <- time.Since(begun)
	}()
	for drip := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case took := <-cut:
			drip.Stop()
			if took > 15*time.Second {
				t.Errorf("a slow head was cut off only after %v", took)
			}
			return
		case <-drip.C:
			if _, err := io.WriteString(slow, "x"); err != nil {
				continue // it has ended, as it should
			}
			resp, err := http.Get("http://" + web.address() + "/healthz")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
	}
}
