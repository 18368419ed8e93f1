package paper_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"residencyassist/adapters/paper"
	"residencyassist/conversation"
	"residencyassist/conversation/locale"
	"residencyassist/conversation/renewal"
	"residencyassist/storage/redis/redistest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// letter is what a letter to an office looks like.
func letter() conversation.Paper {
	return conversation.Paper{
		Title: "Solicitud de renovación de la tarjeta de residente", Language: locale.Spanish,
		Date: renewal.Date{Year: 2026, Month: 11, Day: 20}, Footer: "Preparado con Residency Assist a partir de los datos que dio la persona solicitante.",
		Blocks: []conversation.Block{
			{Kind: conversation.Dateline, Text: "Mérida, Yucatán, a 20 de noviembre de 2026"},
			{Kind: conversation.Strong, Text: "Instituto Nacional de Migración\nOficina de Representación en el Estado de Yucatán\nP r e s e n t e"},
			{Kind: conversation.Heading, Text: "Renovación de la tarjeta de residente temporal por tres años"},
			{Kind: conversation.Paragraph, Text: "Quien suscribe, Åsa Łukasz Ñandú-O'Brien, de nacionalidad sueca, con pasaporte número AA1234567 y número único de extranjero 0012345678, ante usted comparezco y expongo que soy titular de la tarjeta de residente temporal que vence el 20 de diciembre de 2026, otorgada por oferta de empleo en el Estado de Yucatán, donde resido desde el año 2024."},
			{Kind: conversation.Paragraph, Text: "Con fundamento en los artículos que rigen la materia, atentamente solicito que se renueve dicha tarjeta por tres años, ya que subsisten las condiciones por las que se me otorgó. Para acreditarlo acompaño los documentos siguientes:"},
			{Kind: conversation.Bullets, Items: []string{
				"Pasaporte vigente, original y copia de la página de datos.",
				"Tarjeta de residente temporal, original y copia por ambos lados.",
				"Comprobante de pago de derechos, original.",
				"Constancia de la oferta de empleo, expedida por la empleadora dentro de los treinta días anteriores, en original y con la firma de quien la representa.",
			}},
			{Kind: conversation.Paragraph, Text: "Señalo como domicilio para recibir notificaciones el de la calle 60 número 123, colonia Centro, código postal 97000, y el correo electrónico asa@example.org. Bajo protesta de decir verdad manifiesto que los datos que anteceden son ciertos."},
			{Kind: conversation.Paragraph, Text: "Atentamente,"},
			{Kind: conversation.Signature, Text: "Åsa Łukasz Ñandú-O'Brien\nNUE 0012345678"},
		},
	}
}

// sheet is what a data sheet and a list look like, on US Letter.
func sheet() conversation.Paper {
	return conversation.Paper{
		Title: "Your filing pack", Language: locale.English, Letter: true,
		Date: renewal.Date{Year: 2026, Month: 11, Day: 20}, Footer: "Residency Assist · case RA-7K2M · what stands here was true on 20 November 2026",
		Blocks: []conversation.Block{
			{Kind: conversation.Heading, Text: "Your day at the office"},
			{Kind: conversation.Paragraph, Text: "Take this with you. It works without a signal."},
			{Kind: conversation.Subheading, Text: "Your data, as they go into the form"},
			{Kind: conversation.Table, Rows: [][2]string{
				{"Last name", "Ñandú-O'Brien"}, {"First name", "Åsa Łukasz"}, {"Born", "3 March 1984"},
				{"Nationality", "Swedish"}, {"Address", "Calle 60 número 123, interior 4, entre 57 y 59, colonia Centro, Mérida, Yucatán, código postal 97000, at the corner with the blue door"},
				{"The name of whoever made the offer of employment, as in the tax register", "Compañía Yucateca de Observaciones Astronómicas y Meteorológicas, S.A. de C.V."},
				{"Email", "a-very-long-address-that-goes-on-and-on-and-has-no-space-in-it-at-all-because-nobody-thought-of-it@subdomain.example.org"},
				{"Telephone", "+52 999 123 4567"},
			}},
			{Kind: conversation.Subheading, Text: "Carry with you"},
			{Kind: conversation.Boxes, Items: []string{
				"Passport, original and one copy of the page with your picture", "Resident card, original and one copy of both sides",
				"The letter, signed in blue ink on every copy. Sign as in your passport: a signature that looks different is the most common reason for being sent home from the counter without having filed anything at all",
				"Receipt of the payment of fees", "A pen with blue ink",
			}},
			{Kind: conversation.Subheading, Text: "If they ask for something else"},
			{Kind: conversation.Paragraph, Text: "Write down what they ask for, word for word, ask for the name of the person, and press the button in the chat. Nothing is lost: the date on which you filed counts."},
			{Kind: conversation.Note, Text: "Government fees are those for 2026, to be confirmed at the office. Nothing here is legal advice."},
		},
	}
}

func render(t testing.TB, p conversation.Paper) []byte {
	t.Helper()
	pdf, err := paper.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// read is a paper as a person reads it.
func read(t testing.TB, pdf []byte) string {
	t.Helper()
	redistest.Require(t, "pdftotext")
	command := exec.Command("pdftotext", "-layout", "-enc", "UTF-8", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	text, err := command.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return string(text)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads\n%s\nnot\n%s", name, got, want)
	}
}

func TestPapersReadAsWritten(t *testing.T) {
	for name, p := range map[string]conversation.Paper{"letter": letter(), "sheet": sheet()} {
		for _, size := range []string{"a4", "us"} {
			p.Letter = size == "us"
			golden(t, name+"_"+size+".txt", strings.ReplaceAll(read(t, render(t, p)), "\f", "\n-- page --\n"))
		}
	}
}

func TestTheSamePaperHasTheSameBytes(t *testing.T) {
	for _, p := range []conversation.Paper{letter(), sheet(), {}} {
		first := render(t, p)
		for range 2 {
			if !bytes.Equal(render(t, p), first) {
				t.Fatalf("%q has other bytes when it is printed again", p.Title)
			}
		}
	}
}

// said is a paper of one paragraph as it reads, on one line.
func said(t testing.TB, text string) string {
	t.Helper()
	pdf := render(t, conversation.Paper{Blocks: []conversation.Block{{Kind: conversation.Paragraph, Text: text}}})
	words := strings.Fields(read(t, pdf))
	return strings.TrimSuffix(strings.Join(words, " "), " 1/1")
}

// TestNamesAreNeverSilentlyChanged prints the names of people from everywhere: each
// stands there letter by letter, or shows where a letter is missing.
func TestNamesAreNeverSilentlyChanged(t *testing.T) {
	var givens, wants []string
	for given, want := range map[string]string{
		"Åsa Łukasz Ñandú-O'Brien":         "Åsa Łukasz Ñandú-O'Brien",
		"A\u030asa N\u0303andu\u0301":      "Åsa Ñandú", // decomposed, as telephones write it
		"Nguyễn Thị Ánh, Ștefan Țepeș":     "Nguyễn Thị Ánh, Ștefan Țepeș",
		"Þórður Øllgård-Strauß, Ğülşen Iğ": "Þórður Øllgård-Strauß, Ğülşen Iğ",
		"Νίκος, Фёдор Ільїн":               "Νίκος, Фёдор Ільїн",
		"Ｔａｎａｋａ №５":                        "Tanaka №5",
		"王小明 (Wang)":                       "□□□ (Wang)",
		"דוד (David)":                      "□□□ (David)",
		"محمد":                             "□□□□",
		"Zoë 🎉 O\u2019Neil":                "Zoë O’Neil",
		"🎉 Ana 👩‍👩‍👧🇲🇽":                    "Ana",
		"one\u200btwo\u00adthree\ufeff":    "onetwothree",
		"a\tb\u2003c\u2011d":               "a b c-d",
		"bad \xff byte":                    "bad □ byte",
		"𝐀𝐧𝐚":                              "Ana",
	} {
		givens, wants = append(givens, given), append(wants, want)
	}
	got := strings.Split(said(t, strings.Join(givens, " ; ")), " ; ")
	if len(got) != len(wants) {
		t.Fatalf("they read %q", got)
	}
	for i, want := range wants {
		if got[i] != want {
			t.Errorf("%q reads %q, want %q", givens[i], got[i], want)
		}
	}
}

// TestPapersOfEverySize prints nothing, a name of sixty letters, a word without an
// end, and a text over many pages.
func TestPapersOfEverySize(t *testing.T) {
	if text := read(t, render(t, conversation.Paper{})); strings.TrimSpace(text) != "1/1" {
		t.Errorf("an empty paper reads %q", text)
	}
	name := strings.Repeat("Wilhelmina-", 5) + "Smith"
	if got := said(t, name+" "+name); strings.ReplaceAll(got, " ", "") != name+name {
		t.Errorf("a long name reads %q", got)
	}
	endless := strings.Repeat("Ñ", 1500)
	if got := said(t, endless); strings.ReplaceAll(got, " ", "") != endless {
		t.Errorf("an endless word has %d letters", strings.Count(got, "Ñ"))
	}
	p := letter()
	for i := range p.Blocks {
		if p.Blocks[i].Kind == conversation.Paragraph {
			p.Blocks[i].Text = strings.Repeat(p.Blocks[i].Text+" ", 60)
		}
	}
	pages := strings.Split(strings.TrimSuffix(read(t, render(t, p)), "\f"), "\f")
	for i, page := range pages {
		if !strings.HasSuffix(strings.TrimSpace(page), fmt.Sprintf("%d/%d", i+1, len(pages))) || !strings.Contains(page, "Preparado con") {
			t.Errorf("page %d ends with %q", i+1, page[max(0, len(page)-150):])
		}
	}
	if len(pages) < 5 {
		t.Errorf("it has %d pages", len(pages))
	}
}

// TestASignatureHasSomethingAboveIt moves a letter's end down the page line by
// line: the line to sign on stands with the name below it and words above it.
func TestASignatureHasSomethingAboveIt(t *testing.T) {
	for lines := 34; lines < 44; lines++ {
		p := conversation.Paper{Blocks: []conversation.Block{
			{Kind: conversation.Paragraph, Text: strings.Repeat("above\n", lines) + "above"},
			{Kind: conversation.Paragraph, Text: "last words\nAtentamente,"},
			{Kind: conversation.Signature, Text: "Åsa\nNUE 1"},
		}}
		pages := strings.Split(strings.TrimSuffix(read(t, render(t, p)), "\f"), "\f")
		last := pages[len(pages)-1]
		for _, want := range []string{"above", "Atentamente,", "Åsa", "NUE 1"} {
			if !strings.Contains(last, want) {
				t.Fatalf("with %d lines above, the last page reads %q", lines, last)
			}
		}
	}
}

// TestWhatBelongsTogetherStaysTogether moves headings and rows over the end of a
// page: no heading is the last line, no row is cut.
func TestWhatBelongsTogetherStaysTogether(t *testing.T) {
	for lines := 24; lines < 44; lines += 2 {
		p := conversation.Paper{Letter: true, Blocks: []conversation.Block{
			{Kind: conversation.Paragraph, Text: strings.Repeat("above\n", lines)},
			{Kind: conversation.Subheading, Text: "HEADING"},
			{Kind: conversation.Table, Rows: [][2]string{{"a", "one\ntwo\nthree"}, {"b", "four\nfive"}}},
			{Kind: conversation.Paragraph, Text: "PAPERS:"},
			{Kind: conversation.Boxes, Items: []string{"six\nseven", "eight"}},
		}}
		for _, page := range strings.Split(read(t, render(t, p)), "\f") {
			for _, group := range [][2]string{{"HEADING", "three"}, {"one", "three"}, {"four", "five"}, {"PAPERS:", "seven"}} {
				if strings.Contains(page, group[0]) != strings.Contains(page, group[1]) {
					t.Fatalf("with %d lines above, %v are parted:\n%s", lines, group, page)
				}
			}
		}
	}
}

func TestNewPagesAreNeverEmpty(t *testing.T) {
	page := conversation.Block{Kind: conversation.NewPage}
	one, two := conversation.Block{Kind: conversation.Heading, Text: "One"}, conversation.Block{Kind: conversation.Signature, Text: "Two"}
	text := read(t, render(t, conversation.Paper{Blocks: []conversation.Block{page, one, page, page, {Kind: conversation.Paragraph, Text: " "}, two, page}}))
	if pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f"); len(pages) != 2 || !strings.Contains(pages[0], "One") || !strings.Contains(pages[1], "Two") {
		t.Errorf("the pages read %q", pages)
	}
}

func TestAnUnknownBlockIsRefused(t *testing.T) {
	if _, err := paper.Render(conversation.Paper{Blocks: []conversation.Block{{Kind: "song"}}}); err == nil {
		t.Error("it was printed")
	}
}

// TestThePapersOwnParticulars asks what file managers and screen readers ask.
func TestThePapersOwnParticulars(t *testing.T) {
	redistest.Require(t, "pdfinfo")
	for size, want := range map[bool]string{false: "595.28 x 841.89 pts (A4)", true: "612 x 792 pts (letter)"} {
		p := letter()
		p.Letter = size
		pdf := render(t, p)
		command := exec.Command("pdfinfo", "-isodates", "-")
		command.Stdin = bytes.NewReader(pdf)
		info, err := command.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{p.Title, "2026-11-20T12:00:00", want} {
			if !strings.Contains(string(info), line) {
				t.Errorf("%q is missing from\n%s", line, info)
			}
		}
		if !bytes.Contains(pdf, []byte("/Lang (es)")) || bytes.Contains(pdf, []byte("FPDF")) {
			t.Error("its language is missing, or its maker named")
		}
	}
}

// BenchmarkRender prints a letter, and one of a megabyte.
func BenchmarkRender(b *testing.B) {
	huge := conversation.Paper{Blocks: []conversation.Block{{Kind: conversation.Paragraph, Text: strings.Repeat("una palabra ñandú ", 1<<16)}}}
	for name, p := range map[string]conversation.Paper{"letter": letter(), "megabyte": huge} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				render(b, p)
			}
		})
	}
}

// FuzzRender puts any text into every block: a paper comes of it, the same twice.
func FuzzRender(f *testing.F) {
	for _, seed := range []string{"", "\x00\xff🎉", "\n\n:", "a\u0301\u0301\u0301", "(\\)\u202e\u2066x", strings.Repeat("i ", 500)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := conversation.Paper{Title: s, Footer: s, Language: locale.English}
		for _, kind := range []conversation.BlockKind{
			conversation.Heading, conversation.Subheading, conversation.Paragraph, conversation.Strong, conversation.Dateline, conversation.Bullets,
			conversation.Boxes, conversation.Table, conversation.Signature, conversation.Note, conversation.NewPage,
		} {
			p.Blocks = append(p.Blocks, conversation.Block{Kind: kind, Text: s, Items: []string{s, ""}, Rows: [][2]string{{s, s}, {"", ""}}})
		}
		if !bytes.Equal(render(t, p), render(t, p)) {
			t.Error("it has other bytes when it is printed again")
		}
	})
}
