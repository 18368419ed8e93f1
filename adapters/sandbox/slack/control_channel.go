package slack

import (
	"net/http"
	"slices"
	"strings"
)

// arrange makes a private channel for those who are in the first one and the bot,
// if there is none of that name; archives it or opens it again; and names it to
// bots that start from now on.
func (w *World) arrange(r *http.Request) (any, error) {
	var d struct {
		Name     string `json:"name"`
		Archived bool   `json:"archived"`
		Desk     bool   `json:"desk"`
	}
	if err := readBody(r, &d); err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(d.Name, "#")
	if name == "" {
		return nil, refuse("name is missing")
	}
	c, err := w.room(name)
	if err != nil {
		c = &channel{id: w.nextID("C"), name: name, kind: private, members: slices.Clone(w.channelByID(casesID).members)}
		w.channels = append(w.channels, c)
	}
	c.archived = d.Archived
	if d.Desk {
		w.desk = c.id
	}
	w.touch()
	return object{"id": c.id}, nil
}
