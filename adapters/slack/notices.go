package slack

import "residencyassist/conversation/locale"

// notices are what the adapter itself tells an associate, when the engine was
// not or could not be asked.
type notices struct {
	membersOnly string
	pressAgain  string
	oldButton   string
}

func noticesIn(lang locale.Language) notices {
	if lang == locale.Spanish {
		return notices{
			membersOnly: "Solo los miembros del canal pueden usar estos botones.",
			pressAgain:  "No se pudo guardar. No ha cambiado nada: pulsa el botón otra vez, por favor.",
			oldButton:   "Este botón ya no sirve.",
		}
	}
	return notices{
		membersOnly: "Only members of the channel can use these buttons.",
		pressAgain:  "That could not be saved. Nothing has changed: please press the button again.",
		oldButton:   "This button no longer works.",
	}
}
