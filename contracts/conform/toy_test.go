package conform

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/crmsim/crmsim/openapi"
)

// toyDocument has one of everything that specs are derived from.
const toyDocument = `openapi: 3.0.3
info: {title: Toy, version: '1'}
x-outcome: code
x-questions: [TO-Q01]
security: []
x-public: A document for a test.
paths:
  /toy/add:
    post:
      operationId: addThing
      x-source: {document: Things > Add}
      x-evidence: documented
      x-effect: write
      parameters: [{$ref: '#/components/parameters/key'}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
  /toy/drop:
    post:
      operationId: dropThings
      x-source: {document: Things > Drop}
      x-evidence: documented
      x-effect: destructive
      parameters: [{$ref: '#/components/parameters/key'}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Names'}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
  /toy/list:
    get:
      operationId: listThings
      x-source: {document: Things > List}
      x-evidence: documented
      x-effect: read
      parameters:
        - $ref: '#/components/parameters/key'
        - {name: limit, in: query, schema: {type: integer, format: int32, minimum: 1, maximum: 5}}
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: kind, in: query, required: true, schema: {type: string, enum: [a, b]}}
        - {name: named, in: query, schema: {type: string}}
        - {name: since, in: query, allowEmptyValue: true, schema: {type: string, pattern: '^[0-9]{4}$', x-accepts: '^x$'}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
components:
  parameters:
    key: {name: key, in: query, required: true, x-secret: true, schema: {type: string}}
  schemas:
    NewThing:
      type: object
      required: [name, parts]
      properties:
        name: {type: string, minLength: 1, maxLength: 8}
        kind: {type: string, enum: [a, b]}
        note: {type: string, nullable: true}
        parts:
          {type: array, minItems: 1, maxItems: 2, items: {type: object, required: [size], properties: {size: {type: integer, minimum: 1}}}}
    Names:
      type: object
      required: [names]
      properties: {names: {type: array, minItems: 1, maxItems: 5, items: {type: string}}}
    Answer:
      type: object
      required: [code]
      properties: {code: {type: integer, enum: [0, 400, 402, 405]}, data: {type: array, items: {type: string}}}
`

// toy is a simulator of the toy vendor that takes the document's word for everything but the rule it is blind to.
type toy struct {
	document *openapi.Document
	rooms    map[string][]string            // of each key, what was added with it
	blind    string                         // a rule of the document that it does not hold
	broken   func(op string, code int) bool // whether it adds a thing all the same
	anyone   bool                           // lets everybody in
	together bool                           // has one room for all
	forgets  string                         // a field that it does not keep
	once     bool                           // takes a thing no more than once
	whole    bool                           // drops all or nothing
	revives  bool                           // makes what it is to drop and does not have
	endless  bool                           // reads a body of any length
	filters  func(name, thing string) bool  // whether a thing has that name; nil for the truth
	turns    func(page, size int) (from, to int)
}

func (s *toy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.URL.Path == "/_sim/sandboxes":
		key := fmt.Sprintf("open&sesame%d", len(s.rooms))
		s.rooms[key] = nil
		fmt.Fprintf(w, `{"name":"box","credentials":{"toy":{"key":%q}}}`, key)
	case strings.HasPrefix(r.URL.Path, "/_sim/"):
	default:
		body, _ := io.ReadAll(r.Body)
		code, data := s.carryOut(r, body)
		if code == 413 {
			w.WriteHeader(code)
			code = 400
		}
		if code == 0 {
			json.NewEncoder(w).Encode(map[string]any{"code": 0, "data": data})
		} else {
			fmt.Fprintf(w, `{"code":%d}`, code)
		}
	}
}

func (s *toy) carryOut(r *http.Request, body []byte) (code int, data []string) {
	op := s.document.Match(r.Method, r.URL.Path)
	if op == nil {
		return 405, nil
	}
	if len(body) > maxBody && !s.endless {
		return 413, nil
	}
	query, _ := op.Values(r, body)
	key := query.Get("key")
	if _, known := s.rooms[key]; !known && !s.anyone {
		return 402, nil
	}
	if s.together || s.anyone {
		key = ""
	}
	in := op.CheckRequest(r, query, body)
	for _, f := range openapi.Violations(in.Findings) {
		if f.Rule != s.blind {
			code = 400
		}
	}
	if code == 0 && op.ID == "addThing" || s.broken != nil && s.broken(op.ID, code) {
		thing := strings.ReplaceAll(string(body), `"`+s.forgets+`":`, `"lost":`)
		if !s.once || !slices.Contains(s.rooms[key], thing) {
			s.rooms[key] = append(s.rooms[key], thing)
		}
	}
	if code == 0 && op.ID == "dropThings" {
		s.drop(key, body)
	}
	return code, s.list(in, s.rooms[key])
}

// drop removes the things of those names.
func (s *toy) drop(key string, body []byte) {
	var given struct{ Names []string }
	_ = json.Unmarshal(body, &given) // What it is blind to, it drops nothing for.
	at := func(name string) int {
		return slices.IndexFunc(s.rooms[key], func(thing string) bool { return strings.Contains(thing, `"name":"`+name+`"`) })
	}
	unknown := slices.ContainsFunc(given.Names, func(name string) bool { return at(name) < 0 })
	for _, name := range given.Names {
		i := at(name)
		switch {
		case i < 0 && s.revives:
			s.rooms[key] = append(s.rooms[key], `{"name":"`+name+`"}`)
		case i >= 0 && !(s.whole && unknown):
			s.rooms[key] = slices.Delete(s.rooms[key], i, i+1)
		}
	}
}

// list returns the page that was asked for, all rows if none was.
func (s *toy) list(in *openapi.Request, things []string) []string {
	rows := []string{}
	for _, thing := range things {
		has := strings.Contains(thing, `"name":"`+in.Text("named")+`"`)
		if s.filters != nil {
			has = s.filters(in.Text("named"), thing)
		}
		if !in.Has("named") || has {
			rows = append(rows, thing)
		}
	}
	if !in.Has("page") {
		return rows
	}
	size := cmp.Or(in.Int("limit"), 5)
	from, to := (in.Int("page")-1)*size, in.Int("page")*size
	if s.turns != nil {
		from, to = s.turns(in.Int("page"), size)
	}
	return rows[max(0, min(from, len(rows))):max(0, min(to, len(rows)))]
}
