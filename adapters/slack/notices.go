package slack

import "residencyassist/conversation/locale"

// notices are what the adapter itself tells an associate, when the engine was
// not or could not be asked.
type notices struct {
	membersOnly string
	pressAgain  string
	oldButton   string
	notYet      string
	elsewhere   string // and the channel's name after it

	formNotOpened string
	formNotSaved  string
	notAColleague string

	openThread string
	lookAgain  string

	somebody string // an associate whose name Slack does not tell
}

func noticesIn(lang locale.Language) notices {
	if lang == locale.Spanish {
		return notices{
			membersOnly: "Solo los miembros del canal pueden usar estos botones, formularios y comandos.",
			pressAgain:  "Quizá no se guardó. Por favor mire la tarjeta y pulse el botón otra vez si hace falta.",
			oldButton:   "Este botón ya no sirve.",
			notYet:      "Slack no me dice ahora quién está en el canal, así que esta línea todavía no se ha tomado en cuenta. Lo intentaré de nuevo durante unos minutos; si no aparece ninguna señal en ella, por favor escríbala otra vez.",
			elsewhere:   "Esta línea no se ha tomado en cuenta. Los casos siguen ahora en otro canal; por favor escríbala en el hilo del caso allí:",

			formNotOpened: "El formulario no se pudo abrir a tiempo. Si no lo ve, por favor pulse el botón otra vez.",
			formNotSaved:  "Quizá no se guardó. Lo que escribió sigue aquí: por favor envíelo otra vez.",
			notAColleague: "Elija a alguien que esté en el canal.",

			openThread: "Abrir el hilo",
			lookAgain:  "No pude consultarlo a tiempo. Nada cambió: por favor escriba el comando otra vez.",

			somebody: "Asesor",
		}
	}
	return notices{
		membersOnly: "Only members of the channel can use these buttons, forms and commands.",
		pressAgain:  "That may not have been saved. Please look at the card, and press the button again if need be.",
		oldButton:   "This button no longer works.",
		notYet:      "Slack does not tell me just now who is in the channel, so nothing has been done with this line yet. I will try again for a few minutes; if no sign appears on it, please write it again.",
		elsewhere:   "Nothing has been done with this line. Cases go on in another channel now; please write it in the case's thread there:",

		formNotOpened: "The form could not be opened in time. If you do not see it, please press the button once more.",
		formNotSaved:  "That may not have been saved. What you wrote is still here: please send it once more.",
		notAColleague: "Choose somebody who is in the channel.",

		openThread: "Open the thread",
		lookAgain:  "I could not look that up in time. Nothing has changed: please type the command once more.",

		somebody: "Associate",
	}
}
