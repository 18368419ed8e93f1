package redis

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// forms says what to write instead of a URL that cannot be read. The URL itself
// is never printed: it holds a password.
const forms = `write one of
  redis://user:password@host:6379/0
  rediss://user:password@host:6379/0 (TLS)
  redis+sentinel://user:password@host:26379,host:26379/master/0
  redis+cluster://user:password@host:6379,host:6379
and percent-encode signs such as @ : / ? # % in the password`

func malformed(what string) error {
	return fmt.Errorf("the Redis URL %s; %s", what, forms)
}

// address is a URL taken apart, as far as the kinds of it agree.
type address struct {
	scheme string // redis or rediss
	kind   string // sentinel, cluster or empty
	user   *url.Userinfo
	hosts  []string // host:port
	path   []string
	query  url.Values
}

// parseAddress takes a URL apart by hand, because net/url refuses several hosts
// and quotes what it cannot read.
func parseAddress(text string) (address, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return address{}, malformed("has no scheme")
	}
	var a address
	a.scheme, a.kind, _ = strings.Cut(scheme, "+")
	known := []string{"", "sentinel", "cluster"}
	if a.scheme != "redis" && a.scheme != "rediss" || !slices.Contains(known, a.kind) || strings.HasSuffix(scheme, "+") {
		return address{}, malformed("has an unknown scheme")
	}
	rest, query, _ := strings.Cut(rest, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return address{}, malformed("has options that cannot be read")
	}
	a.query = values
	authority, path, _ := strings.Cut(rest, "/")
	a.path = strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		if a.user, err = parseUser(authority[:at]); err != nil {
			return address{}, err
		}
		authority = authority[at+1:]
	}
	a.hosts, err = parseHosts(authority, a.defaultPort())
	if err != nil {
		return address{}, err
	}
	if a.kind == "" && len(a.hosts) > 1 {
		return address{}, malformed("names several hosts, which redis+sentinel:// and redis+cluster:// do")
	}
	return a, nil
}

func (a address) defaultPort() string {
	if a.kind == "sentinel" {
		return "26379"
	}
	return "6379"
}

func parseUser(text string) (*url.Userinfo, error) {
	name, password, hasPassword := strings.Cut(text, ":")
	name, err := url.PathUnescape(name)
	if err != nil {
		return nil, malformed("has a user name that cannot be read")
	}
	if password, err = url.PathUnescape(password); err != nil {
		return nil, malformed("has a password that cannot be read")
	}
	if !hasPassword {
		return url.User(name), nil
	}
	return url.UserPassword(name, password), nil
}

func parseHosts(text, defaultPort string) ([]string, error) {
	var hosts []string
	for part := range strings.SplitSeq(text, ",") {
		host, port, err := net.SplitHostPort(part)
		if err != nil {
			host, port, err = net.SplitHostPort(part + ":" + defaultPort)
		}
		number, portErr := strconv.Atoi(port)
		if err != nil || portErr != nil || host == "" || number < 1 || number > 65535 {
			return nil, malformed("has a host that cannot be read (a password with / or ? in it looks like this too)")
		}
		hosts = append(hosts, net.JoinHostPort(host, port))
	}
	return hosts, nil
}

// rewritten is the URL in the form that go-redis reads for every kind: the
// first host as the host, the others and everything else as options.
func (a address) rewritten(user *url.Userinfo) string {
	query := url.Values{}
	for name, values := range a.query {
		query[name] = values
	}
	for _, host := range a.hosts[1:] {
		query.Add("addr", host)
	}
	u := url.URL{Scheme: a.scheme, User: user, Host: a.hosts[0], RawQuery: query.Encode()}
	if len(a.path) > 0 {
		u.Path = "/" + a.path[len(a.path)-1]
	}
	return u.String()
}

// refuseReplicas refuses the options that would read from replicas, which lag
// behind what was committed.
func (a address) refuseReplicas() error {
	for _, option := range []string{"route_by_latency", "route_randomly", "replica_only", "read_only"} {
		if a.query.Has(option) {
			return errors.New("the Redis URL asks to read from replicas: leave out the option " + option)
		}
	}
	return nil
}

func (a address) refuseOptions() error {
	return malformed("has an option that is unknown or has an unfit value (such as pool_size=20, read_timeout=3s, wait=1)")
}

func isDatabase(path []string) bool {
	for _, part := range path {
		if n, err := strconv.Atoi(part); err != nil || n < 0 {
			return false
		}
	}
	return true
}
