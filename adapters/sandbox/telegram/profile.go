package telegram

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
)

// command is an entry of the bot's menu.
type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// scope says to whom a list of commands is shown.
type scope struct {
	kind     string
	chat     int64
	language string
}

func (w *World) getMe(params) (any, error) {
	return struct {
		user
		CanJoinGroups           bool `json:"can_join_groups"`
		CanReadAllGroupMessages bool `json:"can_read_all_group_messages"`
		SupportsInlineQueries   bool `json:"supports_inline_queries"`
	}{user: bot(), CanJoinGroups: w.groups.Join, CanReadAllGroupMessages: w.groups.ReadAll}, nil
}

// groups is what BotFather was told of groups, under /setjoingroups and
// /setprivacy.
type groups struct {
	Join    bool `json:"can_join_groups"`
	ReadAll bool `json:"can_read_all_group_messages"`
}

// setBot is the bot's owner at BotFather.
func (w *World) setBot(rw http.ResponseWriter, r *http.Request) {
	var told groups
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
		writeJSON(rw, http.StatusBadRequest, map[string]string{"error": "the body is not the JSON that was expected"})
		return
	}
	w.mu.Lock()
	w.groups = told
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, struct{}{})
}

// scope reads a call's scope and language.
func (w *World) scope(p params) (scope, error) {
	asked := struct {
		Type string `json:"type"`
		Chat int64  `json:"chat_id"`
	}{Type: "default"}
	if _, err := p.object("scope", &asked); err != nil {
		return scope{}, err
	}
	s := scope{kind: asked.Type, language: p.text("language_code")}
	if s.language != "" && !regexp.MustCompile(`^[a-z]{2}$`).MatchString(s.language) {
		return scope{}, badRequest("LANG_CODE_INVALID")
	}
	switch asked.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat":
		if s.chat = asked.Chat; w.people[s.chat] == nil {
			return scope{}, badRequest("chat not found")
		}
	default:
		return scope{}, badRequest("can't parse BotCommandScope: unsupported type specified")
	}
	return s, nil
}

func (w *World) setMyCommands(p params) (any, error) {
	s, err := w.scope(p)
	if err != nil {
		return nil, err
	}
	var list []command
	if _, err := p.object("commands", &list); err != nil {
		return nil, err
	}
	if len(list) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	name := regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	for _, c := range list {
		if !name.MatchString(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := units(c.Description); n < 1 || n > 256 {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	w.commands[s] = list
	w.options.Changed()
	return true, nil
}

func (w *World) getMyCommands(p params) (any, error) {
	s, err := w.scope(p)
	if err != nil {
		return nil, err
	}
	return append([]command{}, w.commands[s]...), nil
}

func (w *World) deleteMyCommands(p params) (any, error) {
	s, err := w.scope(p)
	if err != nil {
		return nil, err
	}
	delete(w.commands, s)
	w.options.Changed()
	return true, nil
}

func (w *World) setMyDescription(p params) (any, error) { return w.describe(p, "description", 512) }

func (w *World) setMyShortDescription(p params) (any, error) {
	return w.describe(p, "short_description", 120)
}

func (w *World) describe(p params, name string, most int) (any, error) {
	text := p.text(name)
	if units(text) > most {
		return nil, badRequest("%s is too long", name)
	}
	w.described[name+p.text("language_code")] = text
	w.options.Changed()
	return true, nil
}

func (w *World) setChatMenuButton(p params) (any, error) {
	button := struct {
		Type string `json:"type"`
	}{Type: "default"}
	if _, err := p.object("menu_button", &button); err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"default", "commands", "web_app"}, button.Type) {
		return nil, badRequest("can't parse MenuButton: unsupported type specified")
	}
	if p.text("chat_id") != "" && w.people[p.number("chat_id")] == nil {
		return nil, badRequest("chat not found")
	}
	return true, nil
}

// showMenu is the bot's profile as one person sees it: the closest scope wins,
// and in each scope the person's own language.
func (w *World) showMenu(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	p := w.personOf(r)
	if p == nil {
		w.mu.Unlock()
		writeJSON(rw, http.StatusNotFound, problem("nobody has this number"))
		return
	}
	language := p.LanguageCode[:min(2, len(p.LanguageCode))]
	commands := []command{}
	for _, s := range []scope{
		{"chat", p.ID, language}, {"chat", p.ID, ""},
		{"all_private_chats", 0, language}, {"all_private_chats", 0, ""},
		{"default", 0, language}, {"default", 0, ""},
	} {
		if list := w.commands[s]; len(list) > 0 {
			commands = list
			break
		}
	}
	menu := map[string]any{"commands": commands}
	for _, name := range []string{"description", "short_description"} {
		menu[name] = w.described[name]
		if own, ok := w.described[name+language]; ok {
			menu[name] = own
		}
	}
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, menu)
}
