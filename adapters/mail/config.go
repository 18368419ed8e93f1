package mail

import (
	"errors"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
)

// The ports that a URL without one means.
const (
	portTLS      = 465
	portStartTLS = 587
)

// Server is where mail is handed in.
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	TLS      bool // from the first byte; otherwise STARTTLS, except on this machine
}

// ParseURL reads smtps://user:password@host:465 and smtp://user:password@host:587.
// Its errors never repeat what was written: a password may stand in it.
func ParseURL(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Server{}, errors.New("it is no URL of the form smtps://user:password@host:465; write special characters of the password as %XX")
	}
	s := Server{Host: u.Hostname(), TLS: u.Scheme == "smtps", Port: portStartTLS, User: u.User.Username()}
	s.Password, _ = u.User.Password()
	if s.TLS {
		s.Port = portTLS
	}
	switch {
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return Server{}, errors.New("it begins with neither smtps:// nor smtp://")
	case s.Host == "":
		return Server{}, errors.New("it names no host")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return Server{}, errors.New("nothing may stand behind the host and its port")
	case (s.User == "") != (s.Password == ""):
		return Server{}, errors.New("a user needs a password, and a password a user")
	}
	if port := u.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("its port is none from 1 to 65535")
		}
	}
	return s, nil
}

// ParseFrom reads who mail comes from: "Residency Assist <help@example.com>".
func ParseFrom(text string) (*netmail.Address, error) {
	from, err := netmail.ParseAddress(text)
	if err != nil || !strings.Contains(domainOf(from.Address), ".") && domainOf(from.Address) != "localhost" {
		return nil, errors.New("it is not of the form Name <address@example.com>")
	}
	return from, nil
}

// here says whether the server is on this machine: what is said to it never
// leaves, so it may be said plainly.
func (s Server) here() bool {
	ip := net.ParseIP(s.Host)
	return s.Host == "localhost" || ip != nil && ip.IsLoopback()
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
