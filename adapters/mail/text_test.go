package mail

import (
	"strings"
	"testing"
)

// TestPlainText says in text what the HTML says.
func TestPlainText(t *testing.T) {
	for body, want := range map[string]string{
		"":                                      "",
		"one\n  two":                            "one two",
		"<p>one</p>\n<p>two</p>":                "one\n\ntwo",
		"one<br>two<br/><br>three":              "one\ntwo\n\nthree",
		"<p>a &lt;b&gt; &amp; c</p>":            "a <b> & c",
		"a<b>b</b>c <i>d</i>, e":                "abc d, e",
		"<ul><li>one</li><li>two</li></ul>rest": "- one\n- two\n\nrest",
		`<a href="https://x.example/a?b=1&amp;c">here</a> and <a href="https://x.example">https://x.example</a>`: "here (https://x.example/a?b=1&c) and https://x.example",
		`<a href="mailto:a@example.com">a@example.com</a>, <a href="tel:+52">call</a>`:                           "a@example.com, call (+52)",
		"<h1>Title</h1><hr><p>end</p>": "Title\n\n--\n\nend",
		"<p>unclosed <b>and <a>odd":    "unclosed and odd",
	} {
		if got := plainText(body); got != want {
			t.Errorf("%q became\n%q, want\n%q", body, got, want)
		}
	}
}

// TestFileNames can be saved as they are, and opened.
func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "file", "..": "file", "carta.pdf": "carta.pdf", "../../etc/passwd": ".._.._etc_passwd", "a\r\nb\".ics": "a b_.ics",
		strings.Repeat("ñ", 200) + ".pdf": strings.Repeat("ñ", 96) + ".pdf",
		"a." + strings.Repeat("b", 200):   "a." + strings.Repeat("b", 98),
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}
