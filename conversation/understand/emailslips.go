package understand

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// likelyDomain returns the domain that was probably meant, which is the domain
// itself unless it has a slip that people are known to make.
func likelyDomain(domain string) string {
	if isProvider(domain) {
		return domain
	}
	mended := mendTop(domain)
	if isProvider(mended) {
		return mended
	}
	for _, provider := range mistypedProviders() {
		if withinOneEdit(mended, provider) {
			return provider
		}
	}
	return mended
}

// mendTop mends endings that the internet does not have.
func mendTop(domain string) string {
	dot := strings.LastIndexByte(domain, '.')
	switch domain[dot+1:] {
	case "con", "cmo", "ocm", "comm", "ccom", "coom", "conm", "vom", "xom", "cpm", "clm":
		return domain[:dot+1] + "com"
	case "ner", "nte", "nett":
		return domain[:dot+1] + "net"
	default:
		return domain
	}
}

// completed suggests an address for a domain that no server can have: its
// ending was forgotten, or a comma or two dots stand for one.
func completed(local, domain string) string {
	domain = strings.NewReplacer(",", ".", "..", ".").Replace(domain)
	short := !strings.Contains(domain, ".")
	if short {
		domain += ".com"
	}
	ascii, ok := mailDomain(domain)
	if !ok {
		return ""
	}
	meant := likelyDomain(ascii)
	if short && !isProvider(meant) {
		return "" // "ana@work" may end in anything
	}
	return unaccented(local) + "@" + meant
}

// unaccented returns a local part without accents, which providers do not
// allow and keyboards add; a part in another script stays.
func unaccented(local string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(local))
	if strings.ContainsFunc(plain, func(r rune) bool { return r > unicode.MaxASCII }) {
		return local
	}
	return plain
}

// mistypedProviders are the domains that slips are mended to, commonest first.
func mistypedProviders() [12]string {
	return [...]string{
		"gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "yahoo.com.mx", "hotmail.es",
		"outlook.es", "live.com.mx", "prodigy.net.mx", "protonmail.com", "googlemail.com",
	}
}

// isProvider knows domains that exist and must not be taken for slips of one
// another: mail.com is one letter from gmail.com.
func isProvider(domain string) bool {
	switch domain {
	case "gmail.com", "googlemail.com", "mail.com", "email.com", "ymail.com", "gmx.com", "gmx.de", "gmx.net",
		"hotmail.com", "hotmail.es", "hotmail.se", "hotmail.ca", "hotmail.co.uk", "hotmail.com.mx",
		"outlook.com", "outlook.es", "outlook.com.mx", "live.com", "live.com.mx", "live.ca", "msn.com",
		"yahoo.com", "yahoo.com.mx", "yahoo.es", "yahoo.se", "yahoo.ca", "yahoo.cn", "yahoo.co.uk",
		"icloud.com", "me.com", "mac.com", "aol.com", "prodigy.net.mx", "protonmail.com", "proton.me", "pm.me":
		return true
	default:
		return false
	}
}
