package paper_test

import (
	"bytes"
	"flag"
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
		for range 5 {
			if !bytes.Equal(render(t, p), first) {
				t.Fatalf("%q has other bytes when it is printed again", p.Title)
			}
		}
	}
}
