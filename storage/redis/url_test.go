package redis

import (
	"context"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"
)

const secret = "p4ss-w0rd"

func TestConnectReadsServerURLs(t *testing.T) {
	for text, want := range map[string]goredis.Options{
		"redis://localhost":                  {Addr: "localhost:6379"},
		"redis://h:7000/3":                   {Addr: "h:7000", DB: 3},
		"rediss://bot:" + secret + "@h:7000": {Addr: "h:7000", Username: "bot", Password: secret},
		"redis://:" + secret + "@h":          {Addr: "h:6379", Password: secret},
		"redis://:a%40b%2Fc%3Ad@h":           {Addr: "h:6379", Password: "a@b/c:d"},
		"redis://:a+b@c@h":                   {Addr: "h:6379", Password: "a+b@c"},
		"redis://[::1]:7000":                 {Addr: "[::1]:7000"},
		"redis://h?pool_size=7":              {Addr: "h:6379", PoolSize: 7},
	} {
		c, err := connect(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := c.client.(*goredis.Client).Options()
		if got.Addr != want.Addr || got.DB != want.DB || got.Username != want.Username || got.Password != want.Password {
			t.Errorf("%s: got %s database %d user %q", text, got.Addr, got.DB, got.Username)
		}
		if want.PoolSize != 0 && got.PoolSize != want.PoolSize {
			t.Errorf("%s: pool of %d", text, got.PoolSize)
		}
		if (got.TLSConfig != nil) != strings.HasPrefix(text, "rediss") {
			t.Errorf("%s: wrong about TLS", text)
		}
		if got.MaxRetries > 0 || !got.ContextTimeoutEnabled || !got.DisableIdentity || c.partitions != partitionsOfServer {
			t.Errorf("%s: unfit options", text)
		}
		_ = c.client.Close()
	}
}

func TestAddressReadsSentinelURLs(t *testing.T) {
	a, err := parseAddress("redis+sentinel://bot:" + secret + "@a:1,b,[::1]:3/main/2?sentinel_password=other&pool_size=7")
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.sentinel()
	if err != nil {
		t.Fatal(err)
	}
	if hosts := strings.Join(got.SentinelAddrs, " "); hosts != "a:1 b:26379 [::1]:3" {
		t.Errorf("sentinels at %s", hosts)
	}
	if got.MasterName != "main" || got.DB != 2 || got.PoolSize != 7 {
		t.Errorf("master %q, database %d, pool of %d", got.MasterName, got.DB, got.PoolSize)
	}
	if got.Username != "bot" || got.Password != secret || got.SentinelPassword != "other" {
		t.Error("the credentials are mixed up")
	}
}

func TestAddressReadsClusterURLs(t *testing.T) {
	a, err := parseAddress("rediss+cluster://bot:" + secret + "@a:1,b:2,c")
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.cluster()
	if err != nil {
		t.Fatal(err)
	}
	if hosts := strings.Join(got.Addrs, " "); hosts != "a:1 b:2 c:6379" {
		t.Errorf("nodes at %s", hosts)
	}
	if got.Username != "bot" || got.Password != secret || got.TLSConfig == nil {
		t.Error("credentials or TLS are lost")
	}
}

func TestOpenRefusesOtherURLsWithoutPrintingThem(t *testing.T) {
	for _, text := range []string{
		"",
		secret,
		"http://:" + secret + "@h",
		"redis+:" + secret + "@h",
		"redis+://:" + secret + "@h",
		"redis+other://:" + secret + "@h",
		"redis://:" + secret + "@",
		"redis://:" + secret + "@h:port",
		"redis://:" + secret + "@h:70000",
		"redis://:" + secret + "%zz@h",
		"redis://:" + secret + "/x@h",
		"redis://:" + secret + "?x@h",
		"redis://:" + secret + "@a,b",
		"redis://:" + secret + "@h/name",
		"redis://:" + secret + "@h/1/2",
		"redis://:" + secret + "@h?unknown=" + secret,
		"redis://:" + secret + "@h?pool_size=" + secret,
		"redis+sentinel://:" + secret + "@h",
		"redis+sentinel://:" + secret + "@h/main/x",
		"redis+sentinel://:" + secret + "@h/main?replica_only=true",
		"redis+cluster://:" + secret + "@h/1",
		"redis+cluster://:" + secret + "@h?route_by_latency=true",
	} {
		_, err := Open(context.Background(), text)
		if err == nil {
			t.Errorf("%q was accepted", text)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%q: the error prints the password", text)
		}
	}
}
