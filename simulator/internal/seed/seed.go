// Package seed reads and writes seed files: records of all vendors for a sandbox to begin with, made by people.
//
// A file is YAML, or lines of JSON (NDJSON). In YAML the vendors hold tables, and tables hold lists of records, or
// records by name:
//
//	wisecrm:
//	  accounts:
//	    acme: {accountName: 甲公司}            # others refer to it as $acme
//	  contacts:
//	    - {contactName: 张三, accountId: $acme}
//
// As lines of JSON the same reads {"vendor":"wisecrm","table":"accounts","name":"acme","record":{"accountName":"甲公司"}}.
package seed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// MaxRows is how many records a file may have.
const MaxRows = 100_000

var errRows = fmt.Errorf("a seed file has %d records at most", MaxRows)

// Read reads a seed file of either form.
func Read(r io.Reader) ([]api.SeedRow, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if isLines(text) {
		return readLines(text)
	}
	return readYAML(text)
}

// isLines reports whether a file is lines of JSON. What is YAML may be JSON as well, and then begins with a vendor.
func isLines(text []byte) bool {
	start := bytes.TrimSpace(text)
	if !bytes.HasPrefix(start, []byte("{")) {
		return false
	}
	var first map[string]any
	if json.NewDecoder(bytes.NewReader(start)).Decode(&first) != nil {
		return bytes.HasPrefix(start, []byte(`{"`)) // A damaged line, rather than YAML.
	}
	for _, name := range []string{"vendor", "table", "name", "record"} {
		if _, there := first[name]; there {
			return true
		}
	}
	return false
}

func readLines(text []byte) (rows []api.SeedRow, err error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var row struct {
			Vendor string         `json:"vendor"`
			Table  string         `json:"table"`
			Name   string         `json:"name"`
			Record map[string]any `json:"record"`
		}
		at := fmt.Sprintf("line %d", n)
		if err := wire.Decode(line, &row); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		rows = append(rows, api.SeedRow{Vendor: row.Vendor, Table: row.Table, Name: row.Name, Record: row.Record, At: at})
		if len(rows) > MaxRows {
			return nil, errRows
		}
	}
	return rows, lines.Err()
}

// A reader reads YAML nodes and not values: texts stay as they are written, such as times and long numbers.
type reader struct {
	rows  []api.SeedRow
	nodes int // that it may still read: aliases, which repeat a part of the file, can blow that up
	depth int
}

// maxDepth bounds records within records. An alias can lead into itself.
const maxDepth = 100

func readYAML(text []byte) ([]api.SeedRow, error) {
	var root yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&root); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if d.Decode(new(yaml.Node)) != io.EOF {
		return nil, errors.New("a seed file is one YAML document, and there is more behind the first")
	}
	r := &reader{nodes: len(text)} // Without aliases a node has a byte or more.
	err := r.pairs(root.Content[0], "the vendors", func(vendor string, tables *yaml.Node) error {
		return r.pairs(tables, "the tables of "+vendor, func(table string, records *yaml.Node) error {
			return r.table(vendor, table, records)
		})
	})
	return r.rows, err
}

// pairs goes through a mapping.
func (r *reader) pairs(n *yaml.Node, what string, do func(name string, value *yaml.Node) error) error {
	n = meant(n)
	if n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: want %s as names with values", n.Line, what)
	}
	for i := 0; i < len(n.Content); i += 2 {
		if err := do(n.Content[i].Value, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) table(vendor, table string, records *yaml.Node) error {
	records = meant(records)
	if records.Kind != yaml.SequenceNode {
		return r.pairs(records, "the records of "+table, func(name string, record *yaml.Node) error { return r.row(vendor, table, name, record) })
	}
	for _, record := range records.Content {
		if err := r.row(vendor, table, "", record); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) row(vendor, table, name string, record *yaml.Node) error {
	at := fmt.Sprintf("line %d", record.Line)
	value, err := r.value(record)
	if err != nil {
		return err
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: want a record as names with values", at)
	}
	if len(r.rows) == MaxRows {
		return errRows
	}
	r.rows = append(r.rows, api.SeedRow{Vendor: vendor, Table: table, Name: name, Record: fields, At: at})
	return nil
}

func meant(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func (r *reader) value(n *yaml.Node) (any, error) {
	r.nodes--
	r.depth++
	defer func() { r.depth-- }()
	if r.nodes < 0 || r.depth > maxDepth {
		return nil, fmt.Errorf("line %d: the record is too large", n.Line)
	}
	n = meant(n)
	switch n.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(n.Content)/2)
		err := r.pairs(n, "a record", func(name string, value *yaml.Node) (err error) {
			if _, twice := object[name]; twice {
				return fmt.Errorf("line %d: %s is there twice", value.Line, name)
			}
			object[name], err = r.value(value)
			return err
		})
		return object, err
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, inner := range n.Content {
			var err error
			if list[i], err = r.value(inner); err != nil {
				return nil, err
			}
		}
		return list, nil
	default:
		return scalar(n), nil
	}
}

// scalar keeps a number as it is written, and takes all but numbers, truth values and null for text.
func scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// WriteYAML writes the records of a sandbox as a seed file.
func WriteYAML(w io.Writer, s *api.Sandbox) error {
	out := bufio.NewWriter(w)
	var vendor, table string
	err := s.Harvest(func(v string, t api.Table, record json.RawMessage) error {
		if v != vendor {
			fmt.Fprintf(out, "%s:\n", v)
			vendor, table = v, ""
		}
		if t.Name() != table {
			fmt.Fprintf(out, "  %s: # %s\n", t.Name(), t.About())
			table = t.Name()
		}
		escaped, err := escape(record)
		fmt.Fprintf(out, "    - %s\n", escaped)
		return err
	})
	return errors.Join(err, out.Flush())
}

// WriteLines writes the records of a sandbox as lines of JSON.
func WriteLines(w io.Writer, s *api.Sandbox) error {
	out := bufio.NewWriter(w)
	err := s.Harvest(func(v string, t api.Table, record json.RawMessage) error {
		escaped, err := escape(record)
		fmt.Fprintf(out, `{"vendor":%q,"table":%q,"record":%s}`+"\n", v, t.Name(), escaped)
		return err
	})
	return errors.Join(err, out.Flush())
}

// escape doubles the dollar of texts that would read as names.
func escape(record json.RawMessage) (json.RawMessage, error) {
	if !bytes.Contains(record, []byte(`"$`)) {
		return record, nil
	}
	var value any
	if err := wire.Decode(record, &value); err != nil {
		return nil, err
	}
	return wire.Marshal(doubled(value))
}

func doubled(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			v[name] = doubled(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = doubled(inner)
		}
	case string:
		if strings.HasPrefix(v, "$") {
			return "$" + v
		}
	}
	return value
}
