package slack

import "residencyassist/conversation/locale"

// notices are what the adapter itself tells an associate, when the engine was
// not or could not be asked.
type notices struct {
	membersOnly string
	pressAgain  string
	oldButton   string
	notYet      string
	somebody    string // an associate whose name Slack does not tell
}

func noticesIn(lang locale.Language) notices {
	if lang == locale.Spanish {
		return notices{
			membersOnly: "Solo los miembros del canal pueden usar estos botones.",
			pressAgain:  "Quizá no se guardó. Por favor mire la tarjeta y pulse el botón otra vez si hace falta.",
			oldButton:   "Este botón ya no sirve.",
			notYet:      "Slack no me dice ahora quién está en el canal, así que esta línea todavía no se ha tomado en cuenta. Lo intentaré de nuevo durante unos minutos; si no aparece ninguna señal en ella, por favor escríbala otra vez.",
			somebody:    "Asesor",
		}
	}
	return notices{
		membersOnly: "Only members of the channel can use these buttons.",
		pressAgain:  "That may not have been saved. Please look at the card, and press the button again if need be.",
		oldButton:   "This button no longer works.",
		notYet:      "Slack does not tell me just now who is in the channel, so nothing has been done with this line yet. I will try again for a few minutes; if no sign appears on it, please write it again.",
		somebody:    "Associate",
	}
}
