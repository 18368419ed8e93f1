package telegram

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// params are a call's parameters, however they travelled: in the query, as a
// form, as multipart or as JSON.
type params struct {
	values map[string]string
	files  map[string]upload
}

// upload is a file sent along with a call.
type upload struct {
	name string
	kind string
	data []byte
}

func readParams(r *http.Request) (params, error) {
	p := params{values: make(map[string]string), files: make(map[string]upload)}
	p.add(r.URL.Query())
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "multipart/form-data":
		err = p.readMultipart(r)
	case "application/json":
		err = p.readJSON(r.Body)
	default:
		var form []byte
		var values url.Values
		if form, err = io.ReadAll(r.Body); err == nil {
			values, err = url.ParseQuery(string(form))
		}
		p.add(values)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return params{}, refused(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case err != nil:
		return params{}, badRequest("can't parse the request's body")
	}
	for _, value := range p.values {
		if !utf8.ValidString(value) {
			return params{}, badRequest("strings must be encoded in UTF-8")
		}
	}
	return p, nil
}

func (p params) add(values url.Values) {
	for name, list := range values {
		p.values[name] = list[0]
	}
}

func (p params) readMultipart(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // a wrapped EOF is a body that was cut off, the bare one its end
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() == "" {
			p.values[part.FormName()] = string(data)
			continue
		}
		p.files[part.FormName()] = upload{name: part.FileName(), kind: part.Header.Get("Content-Type"), data: data}
	}
}

// readJSON keeps strings as they are and everything else as JSON text, which is
// the form it would have in a query.
func (p params) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil && err != io.EOF {
		return err
	}
	for name, raw := range fields {
		var text string
		switch {
		case string(raw) == "null":
		case json.Unmarshal(raw, &text) == nil:
			p.values[name] = text
		default:
			p.values[name] = string(raw)
		}
	}
	return nil
}

func (p params) text(name string) string { return p.values[name] }

// number is zero when the parameter is absent or no number.
func (p params) number(name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(p.values[name]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (p params) flag(name string) bool {
	switch strings.ToLower(p.values[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// object decodes a parameter that holds JSON and says whether there is one. An
// absent list may arrive as the word null.
func (p params) object(name string, into any) (bool, error) {
	raw := strings.TrimSpace(p.values[name])
	if raw == "" || raw == "null" {
		return false, nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return false, badRequest("can't parse %s JSON object", strings.ReplaceAll(name, "_", " "))
	}
	return true, nil
}
