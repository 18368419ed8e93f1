package faq

import (
	"slices"
	"strings"
)

// IsQuestion says whether a text is put as a question: by its mark, or because
// a part of it begins as questions begin. On a phone the mark is often left
// out. Words that begin names and statements too ("Will", "When I moved") count
// only with a companion that makes a question of them.
func IsQuestion(text string) bool {
	if len(text) > longest {
		return false
	}
	if strings.ContainsAny(text, "?¿？؟") {
		return true
	}
	if strings.Contains(text, "@") { // an address may be of any words
		return false
	}
	if asksInSomePart(text) {
		return true
	}
	folded := " " + strings.Join(words(text), " ") + " "
	return slices.ContainsFunc(pleas(), func(plea string) bool { return strings.Contains(folded, " "+plea+" ") })
}

// asksInSomePart cuts a text where a mark is followed by a blank, so that
// dates, emails and amounts stay whole, and looks how each part begins.
func asksInSomePart(text string) bool {
	start, goesOn := 0, false
	for i := 1; i <= len(text); i++ {
		if i < len(text) && text[i] != '\n' && (text[i] != ' ' || strings.IndexByte(".,;:!", text[i-1]) < 0) {
			continue
		}
		typed := words(text[start:i])
		for len(typed) > 0 && isFiller(typed[0]) {
			typed = typed[1:]
		}
		if len(typed) > 1 && (opens(typed, goesOn) || hasAccentedAsker(text[start:i])) {
			return true
		}
		goesOn = text[i-1] == ',' && (goesOn || len(typed) > 0)
		start = i
	}
	return false
}

// pleas returns what makes a question of a text wherever it stands.
func pleas() []string {
	return []string{
		"what do i do", "what should i do", "what can i do", "what now", "now what", "what happens", "what to do",
		"can i", "can we", "do i", "do we", "should i", "should we",
		"i want to know", "i would like to know", "id like to know", "i was wondering", "im wondering", "i wonder",
		"que hago", "que puedo hacer", "que debo hacer", "que tengo que hacer", "que pasa", "que procede", "como le hago",
		"quiero saber", "quisiera saber", "tengo una duda", "tengo una pregunta", "me puede decir", "me pueden decir",
		"me podria decir", "me podrian decir",
	}
}

// opens says whether a part of a text begins as a question. What goes on after
// a comma may be a relative clause: "Mérida, where I have a house".
func opens(typed []string, goesOn bool) bool {
	if goesOn && mayBeRelative(typed[0]) {
		return isAsking(typed[1])
	}
	return opensEnglish(typed) || opensSpanish(typed)
}

func mayBeRelative(word string) bool {
	switch word {
	case "who", "whose", "when", "where", "which", "what", "que", "cuando", "donde", "como", "quien", "quienes", "cual", "cuales", "a", "en", "de", "por", "con", "para":
		return true
	default:
		return false
	}
}

func isAsking(word string) bool {
	switch word {
	case "can", "could", "should", "do", "does", "did", "puedo", "podemos", "debo", "debemos", "hago":
		return true
	default:
		return false
	}
}

// isFiller knows what stands before a question and says nothing.
func isFiller(word string) bool {
	switch word {
	case "hi", "hello", "hey", "ok", "okay", "so", "and", "but", "also", "well", "please", "pls", "sorry", "thanks", "then", "or",
		"hola", "y", "e", "pero", "oye", "oiga", "disculpe", "disculpa", "perdon", "bueno", "entonces", "buenas", "buenos",
		"dias", "tardes", "noches", "gracias", "favor", "o", "tambien":
		return true
	default:
		return false
	}
}

func opensEnglish(typed []string) bool {
	first, second := typed[0], typed[1]
	switch first {
	case "what", "whats", "why", "whos", "whose", "hows", "wheres", "whens", "question", "quick", "wondering", "who":
		return first != "quick" || second == "question"
	case "how":
		return isAuxiliary(second) || isSubject(second) || isMeasure(second)
	case "when", "where", "which":
		return first == "which" || isAuxiliary(second) || second == "to" || isSubject(second) && asks(typed[2:])
	case "is", "are", "does", "did", "should", "could", "would", "isnt", "arent", "doesnt", "dont", "cant", "shouldnt", "wont":
		return len(typed) >= 3 && (first != "is" || second != "a") // "Is a rental" tells
	case "can", "will", "may", "do", "must", "am", "have", "has", "was", "were", "shall", "might":
		return isSubject(second)
	case "for", "in", "at", "by", "until", "since", "to", "with", "after":
		return second == "how" || second == "what" || second == "which"
	case "anyone", "anybody", "somebody", "someone":
		return second == "know" || second == "knows"
	default:
		return false
	}
}

func isAuxiliary(word string) bool {
	switch word {
	case "is", "are", "am", "was", "do", "does", "did", "can", "could", "should", "shall", "will", "would", "must", "may", "might", "has", "have":
		return true
	default:
		return false
	}
}

// asks says whether a subject is followed by what a question asks about: "when
// i can renew" is one, "when i moved" is not.
func asks(rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case "can", "could", "should", "must", "may", "have", "need", "pay", "go", "renew", "apply", "get":
		return true
	default:
		return false
	}
}

func isSubject(word string) bool {
	switch word {
	case "i", "we", "you", "u", "he", "she", "it", "they", "this", "that", "these", "those", "there", "the", "a", "an", "my", "our", "your", "his", "her",
		"inm", "immigration", "someone", "somebody", "anyone", "anybody", "all", "both", "any", "people", "holders", "residents", "permanent",
		"temporary", "retirees", "foreigners", "students", "student", "children", "kids", "minors", "adults", "spouses", "photos", "offices", "government", "working":
		return true
	default:
		return false
	}
}

func isMeasure(word string) bool {
	switch word {
	case "much", "many", "long", "soon", "early", "far", "fast", "quick", "quickly", "often", "late", "old", "about", "come", "to", "expensive", "big", "exactly":
		return true
	default:
		return false
	}
}

func opensSpanish(typed []string) bool {
	first, rest := typed[0], typed[1:]
	switch first {
	case "cuanto", "cuantos", "cuanta", "cuantas", "cual", "cuales", "puedo", "podemos", "podria", "podrian", "duda", "pregunta", "adonde":
		return true
	case "puede", "pueden", "cuenta", "cuentan":
		return len(rest) > 1
	case "que":
		return !opensStatement(rest)
	case "cuando", "donde", "como", "quien", "quienes":
		return asksSpanish(rest)
	case "a", "de", "en", "por", "para", "con", "cada", "hasta", "desde", "despues":
		return asksAfterPreposition(first, rest)
	case "se":
		return isAskedImpersonally(rest[0])
	default:
		return isAskingPair(first + " " + rest[0])
	}
}

// asksAfterPreposition knows "a qué oficina", "por cuántos años" and "después
// de cuántos". "Desde que me mudé" tells.
func asksAfterPreposition(first string, rest []string) bool {
	if first == "despues" && rest[0] == "de" {
		rest = rest[1:]
	}
	switch {
	case len(rest) < 2:
		return false
	case rest[0] == "que":
		return first == "a" || first == "en" || first == "por" || first == "de" && !opensStatement(rest[1:])
	case rest[0] == "cuando":
		return first == "desde" || first == "hasta" || first == "para"
	default:
		return rest[0] == "cual" || rest[0] == "donde" || strings.HasPrefix(rest[0], "cuant")
	}
}

func isAskingPair(words string) bool {
	switch words {
	case "me puede", "me pueden", "me podria", "me podrian", "nos puede", "nos pueden", "nos podria", "nos podrian",
		"son ustedes", "es usted", "es posible", "es necesario", "es obligatorio", "es cierto", "es verdad", "es legal",
		"hay que", "hay alguna", "sera posible":
		return true
	default:
		return false
	}
}

// isAskedImpersonally knows "se paga" and its like. "Se venció" tells.
func isAskedImpersonally(word string) bool {
	switch word {
	case "puede", "pueden", "necesita", "necesitan", "requiere", "requieren", "paga", "pagan", "renueva", "renuevan", "hace", "ocupa", "ocupan":
		return true
	default:
		return false
	}
}

// opensStatement says whether "que" begins a subordinate clause: "que me mude"
// tells, "que tengo que llevar" asks.
func opensStatement(rest []string) bool {
	switch rest[0] {
	case "tengo", "tenemos":
		return len(rest) < 2 || rest[1] != "que"
	case "me", "mi", "mis", "ya", "yo", "no", "vivo", "soy", "estoy", "voy", "quiero", "el", "la", "los", "las", "nos", "bueno", "bien", "tal":
		return true
	default:
		return false
	}
}

// asksSpanish knows what follows an interrogative written without its accent.
// Without one, "cuando llegué" and "como trabajo" are statements.
func asksSpanish(rest []string) bool {
	word := rest[0]
	switch word {
	case "me", "nos", "le", "les", "se", "te", "lo", "la":
		return len(rest) > 1 && (isAskedAbout(rest[1]) || isAskedOfUs(rest[1]))
	case "tengo", "tenemos", "hay":
		return len(rest) > 1 && rest[1] == "que"
	default:
		return isAskedAbout(word)
	}
}

// isAskedAbout knows the verbs of questions by their stems.
func isAskedAbout(word string) bool {
	for _, stem := range []string{"pued", "podr", "deb", "renuev", "renov", "pag", "tramit", "present", "funciona", "consig", "obten", "obtien",
		"saco", "solicit", "venc", "abre", "empiez", "entreg", "cambio", "queda", "expir", "repon"} {
		if strings.HasPrefix(word, stem) {
			return true
		}
	}
	switch word {
	case "es", "son", "toca", "hago", "hacemos", "voy", "vamos", "ir", "seria", "recibo", "llega", "hace", "tiene", "esta", "estara":
		return true
	default:
		return false
	}
}

func isAskedOfUs(word string) bool {
	switch word {
	case "dan", "da", "ayudan", "ayuda", "cobran", "avisan", "dicen", "acompana", "acompanan", "pide", "piden", "necesita", "saca", "llama":
		return true
	default:
		return false
	}
}

// hasAccentedAsker says whether a text begins with an interrogative with its
// accent, which only questions bear.
func hasAccentedAsker(part string) bool {
	for _, w := range strings.Fields(strings.ToLower(part)) {
		switch w = strings.Trim(w, ".,;:!\"()"); w {
		case "qué", "cuándo", "cuánto", "cuánta", "cuántos", "cuántas", "cómo", "dónde", "adónde", "cuál", "cuáles", "quién", "quiénes":
			return true
		case "a", "en", "de", "por", "para", "con", "hasta", "desde":
		default:
			if !isFiller(w) {
				return false
			}
		}
	}
	return false
}
