package renewal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// CheckLine answers one line of a stream of JSON objects: with the assessment,
// or with an object that holds the error and the field it lies in. Both echo
// the line's id. Neither ends in a newline. A blank line is answered by
// nothing. The error, which is a *FieldError for every bad line, is returned
// beside its line so that the caller may go on and still tell of it at the end.
func CheckLine(line []byte, s Settings) ([]byte, error) {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil, nil
	}
	id, assessment, err := check(line, s)
	if bad, ok := errors.AsType[*FieldError](err); ok {
		out, encErr := encodeLine(struct {
			ID    json.RawMessage `json:"id"`
			Error string          `json:"error"`
			Field string          `json:"field"`
		}{id, bad.Error(), bad.Field})
		return out, errors.Join(err, encErr)
	}
	if err != nil {
		return nil, err
	}
	return encodeLine(struct {
		ID json.RawMessage `json:"id,omitempty"`
		Assessment
	}{id, assessment})
}

func check(line []byte, s Settings) (id json.RawMessage, _ Assessment, _ error) {
	f, err := readFields(line)
	if err != nil {
		return nil, Assessment{}, err
	}
	if raw, ok := f.given("id"); ok {
		id = raw
	}
	answers, err := f.answers()
	if err != nil {
		return id, Assessment{}, err
	}
	assessment, err := Assess(answers, s)
	return id, assessment, err
}

// encodeLine writes v on one line, with "<" and "&" as they are.
func encodeLine(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("writing an assessment as JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
